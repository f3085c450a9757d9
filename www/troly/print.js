// Printing one part of a shadow root, inside somebody else's page, under a strict policy. A hidden frame would need
// `srcdoc` (a Trusted Types sink), and iOS prints the outer page for it anyway. So the page itself prints, with style
// sheets adopted for that time which take everything out but the way down to the element. Inside the element's own
// root `www/troly-pages.css` does the same.

const MARK = 'data-troly-print';
const LET_THROUGH = `[${MARK}]{display:block!important;position:static!important;float:none!important;margin:0!important;
padding:0!important;border:0!important;inline-size:auto!important;block-size:auto!important;min-inline-size:0!important;
max-inline-size:none!important;min-block-size:0!important;max-block-size:none!important;overflow:visible!important;
background:none!important;box-shadow:none!important;transform:none!important;filter:none!important;zoom:1!important;
contain:none!important;opacity:1!important;visibility:visible!important;columns:auto!important}
[${MARK}]::before,[${MARK}]::after{content:none!important}`;

/** Prints an element's page and nothing else. */
export function print(host) {
  const marked = [];
  const roots = [];
  for (let node = host; node; node = node.assignedSlot ?? node.parentNode ?? node.host) {
    if (node instanceof Element) {
      node.setAttribute(MARK, '');
      marked.push(node);
    } else if (node.adoptedStyleSheets) {
      const sheet = new CSSStyleSheet();
      const rest = node === document ? `body :not([${MARK}])` : `:not([${MARK}])`;
      const page = node === document ? '@page{size:A4;margin:15mm 15mm 15mm 20mm}' : '';
      sheet.replaceSync(`${page}@media print{${rest}{display:none!important}${LET_THROUGH}}`);
      node.adoptedStyleSheets = [...node.adoptedStyleSheets, sheet];
      roots.push([node, sheet]);
    }
  }
  addEventListener('afterprint', () => {
    for (const node of marked) node.removeAttribute(MARK);
    for (const [root, sheet] of roots) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((s) => s !== sheet);
  }, { once: true });
  // Not at once: the caller stands inside wasm, and the page to print may be drawn in this very task
  setTimeout(() => window.print());
}
