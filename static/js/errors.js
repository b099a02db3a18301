// After a refusal, the keyboard and the screen reader begin at what is to be corrected.
export function showErrorsFirst() {
  const errors = document.getElementById("erreurs");
  if (!errors) return;
  errors.focus();
  errors.scrollIntoView({ block: "center" });
}
