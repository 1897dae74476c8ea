// The style sheet of the plain page: a file of its own, because the policy of the page allows no inline styles.

export const plainStyle = `:root {
  color-scheme: light dark;
  --text: light-dark(#16202b, #e7ecf1);
  --muted: light-dark(#4e5b69, #a3b0bd);
  --line: light-dark(#c9d0d8, #3a4652);
  --ok: light-dark(#1b6e3c, #6fd596);
  --warning: light-dark(#8a4b00, #f2b457);
  --failure: light-dark(#b3202a, #ff8f8f);
}
body {
  max-inline-size: 1100px;
  margin: 0 auto;
  padding: 16px;
  background: light-dark(#ffffff, #0f141a);
  color: var(--text);
  font: 1rem/1.45 system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.25rem; }
h2 { margin: 32px 0 8px; font-size: 1.1rem; }
p { margin: 4px 0; }
a { color: light-dark(#0b5cad, #6fb3f2); }
.note, small { color: var(--muted); font-size: 0.875rem; }
.health { font-size: 1.5rem; font-weight: 650; }
.ok { color: var(--ok); }
.warning { color: var(--warning); }
.failure { color: var(--failure); }
ul { margin: 0; padding-inline-start: 20px; }
li { margin-block: 8px; }
code { font-family: ui-monospace, monospace; font-size: 0.92em; }
table { inline-size: 100%; border-collapse: collapse; }
th, td { padding: 6px 12px 6px 0; border-block-end: 1px solid var(--line); text-align: start; vertical-align: top; }
thead th { color: var(--muted); font-size: 0.875rem; font-weight: 550; }
td p { margin: 0; }
@media (max-width: 699px) {
  thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody { display: block; }
  tr { display: flex; flex-wrap: wrap; gap: 2px 12px; padding-block: 8px; border-block-end: 1px solid var(--line); }
  th, td { padding: 0; border: 0; }
  td[data-name]::before { content: attr(data-name) ': '; color: var(--muted); }
}
`;
