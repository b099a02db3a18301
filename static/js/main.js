// Comfort on top of pages that work without it.
import { countCharacters } from "./counter.js";
import { showErrorsFirst } from "./errors.js";
import { startEditor } from "./editor/index.js";
import { foreseeClosing } from "./foreseen.js";
import { guardUnsaved } from "./unsaved.js";
import { showCurrentEntry } from "./nav.js";
import { followProgress } from "./progress.js";
import { readingKeys } from "./reading-keys.js";
import { refreshWhilePreparing } from "./refresh.js";
import { selectAll } from "./select-all.js";
import { shownWhen } from "./shown-when.js";
import { sendFiles } from "./uploads.js";
import { submitOnce } from "./submit-once.js";

countCharacters();
showErrorsFirst();
guardUnsaved();
startEditor();
foreseeClosing();
showCurrentEntry();
followProgress();
readingKeys();
refreshWhilePreparing();
selectAll();
shownWhen();
sendFiles();
submitOnce();
