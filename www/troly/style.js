// What must look right before (or without) the fetched style sheet: the skeleton; the plain pages.
// Adopted, not a <style>: strict `style-src` blocks those, in shadow roots too (measured in Chromium 156).
// - Nothing is inherited from the page. That stands on what is inside, not on :host: a portal's `* { … }` matches the host and wins.
// - Lengths are in em of the initial size, the person's own size: a portal may set its root to 62.5%.
// - The skeleton is the form's first screen in outline: bar, title, what can be filled, the way on, facts. It is as high as the
//   window, so that nothing in sight moves when the form arrives.
// No comments inside: the minifier leaves strings alone.
export const CSS = `
:host{display:block;color-scheme:light}
:host([hidden]){display:none}
[part=form],.skeleton,.plain{all:initial;display:block}
[part=form]{border-radius:inherit}
.skeleton{min-block-size:max(44em,92vh);box-sizing:border-box;overflow:hidden;padding:5.3125em max(.625em,min(4%,1.75em),(100% - 50.5em)/2) 0;border-radius:inherit;background:linear-gradient(var(--troly-accent,#a4161a) 3px,#fff 3px 3.8125em,var(--troly-ground,#f6f7f9) 3.8125em)}
.skeleton i{display:block;block-size:5em;margin-block-end:.75em;border-radius:.625em;background:#1b2433;opacity:.08}
.skeleton i:nth-of-type(1){block-size:1em;inline-size:70%}
.skeleton i:nth-of-type(2){block-size:2em;inline-size:45%}
.skeleton i:nth-of-type(3){block-size:8em;margin-block-end:1.125em}
.skeleton i:nth-of-type(4){block-size:3.125em}
.seen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.plain{box-sizing:border-box;max-inline-size:48em;margin-inline:auto;padding:1.25em 1em;font:medium/1.55 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:#14213d;background:#fff}
@media (prefers-reduced-motion:no-preference){.skeleton i{animation:troly-wait 1.6s ease-in-out infinite alternate}@keyframes troly-wait{to{opacity:.04}}}
@media print{.skeleton{display:none}}
`;

// The look of `plain.js`, which comes with it.
export const PLAIN = `
.plain *{box-sizing:border-box}
.plain h2{font-size:1.375em;line-height:1.3;margin:0 0 .5em}
.plain h3{font-size:1.0625em;margin:1.25em 0 .25em}
.plain h2:focus{outline:none}
.plain .note{border-inline-start:.3em solid #a15c00;background:#fff6e5;padding:.75em 1em;margin:0 0 1em;border-radius:.25em}
.plain .note p{margin:.25em 0}
.plain [lang=en]{color:#45526b}
.plain dl{margin:0}
.plain dt{color:#45526b;font-size:.9375em}
.plain dd{margin:0 0 .5em}
.plain ul,.plain ol{margin:.25em 0;padding-inline-start:1.4em}
.plain pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f1f4f9;padding:.75em;border-radius:.25em;font-size:.875em}
.plain summary{cursor:pointer;padding-block:.6em;font-weight:600;color:#0b4f9e}
.plain button{font:inherit;font-weight:600;min-block-size:2.75em;padding:.4em 1.1em;margin:.25em .5em 1.25em 0;border-radius:.4em;border:2px solid #0b4f9e;background:#fff;color:#0b4f9e;cursor:pointer}
.plain button.main{background:#0b4f9e;color:#fff}
.plain :focus-visible{outline:3px solid #ffb000;outline-offset:2px}
.plain .code{font-size:.875em;color:#5a6478}
`;
