/**
 * A sheet's own page: begin at the highlighted passage. Without this the page is readable from its top.
 */

import { fitWideParts } from "./dom.js";

fitWideParts(document);
document.getElementById("passage")?.scrollIntoView({ block: "center" });
