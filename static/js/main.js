// Comfort on top of pages that work without it.
import { checkFile } from "./check-file.js";
import { countCharacters } from "./counter.js";
import { showErrorsFirst } from "./errors.js";
import { startEditor } from "./editor/index.js";
import { foreseeClosing } from "./foreseen.js";
import { guardUnsaved } from "./unsaved.js";
import { showCurrentEntry } from "./nav.js";
import { readingKeys } from "./reading-keys.js";
import { refreshWhilePreparing } from "./refresh.js";
import { selectAll } from "./select-all.js";
import { shownWhen } from "./shown-when.js";
import { sendFiles } from "./uploads.js";
import { submitOnce } from "./submit-once.js";

checkFile();
countCharacters();
showErrorsFirst();
guardUnsaved();
startEditor();
foreseeClosing();
showCurrentEntry();
readingKeys();
refreshWhilePreparing();
selectAll();
shownWhen();
sendFiles();
submitOnce();
