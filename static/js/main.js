// Comfort on top of pages that work without it.
import { countCharacters } from "./counter.js";
import { startEditor } from "./editor/index.js";
import { guardUnsaved } from "./unsaved.js";
import { readingKeys } from "./reading-keys.js";
import { refreshWhilePreparing } from "./refresh.js";
import { selectAll } from "./select-all.js";
import { sendFiles } from "./uploads.js";
import { submitOnce } from "./submit-once.js";

countCharacters();
guardUnsaved();
startEditor();
readingKeys();
refreshWhilePreparing();
selectAll();
sendFiles();
submitOnce();
