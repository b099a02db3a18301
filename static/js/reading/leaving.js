// Nobody leaves a page whose text the server has not: what was typed is sent first, and the page stays when it cannot be.
export function leaveWhenKept(links, autosave) {
  for (const link of links) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      if (!autosave.isLeft) return;
      event.preventDefault();
      if (await autosave.flush()) location.assign(link.href);
    });
  }
}
