/// The look of a page: one column, light or dark as the reader has it, and light in print.
enum ReportStyle {
  /// The style sheet.
  static let sheet: Markup = """
    :root { color-scheme: light dark; --page: #fff; --text: #1b1f24; --soft: #57606a; --line: #d8dee4;
      --shade: #f5f7f9; --s0: #0969da; --s1: #bc4c00; --s2: #1a7f37; --s3: #8250df; --s4: #bf3989;
      --warn: #9a6700; --tint: 9, 105, 218; }
    @media (prefers-color-scheme: dark) { :root { --page: #14181d; --text: #e3e7eb; --soft: #98a2ad;
      --line: #333b44; --shade: #1c2229; --s0: #6cb0ff; --s1: #f0883e; --s2: #56c271; --s3: #b997f7;
      --s4: #f47fb8; --warn: #e3b341; --tint: 80, 150, 240; } }
    @media print { :root { color-scheme: light; --page: #fff; --text: #000; --soft: #444; --line: #bbb;
      --shade: #f5f5f5; --s0: #0550ae; --s1: #953800; --s2: #116329; --s3: #6639ba; --s4: #99286e;
      --warn: #6b4800; --tint: 9, 105, 218; } }
    * { box-sizing: border-box; }
    html { background: var(--page); color: var(--text); -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.5rem 4rem;
      font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
      font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
    h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.2rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line);
      }
    h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
    p { margin: .5rem 0; max-width: 46rem; }
    a { color: var(--s0); text-decoration: none; } a:hover { text-decoration: underline; }
    .lead, .note { color: var(--soft); } .note { font-size: .85rem; }
    .verdict { font-size: 1.15rem; } .verdict b { font-size: 1.5rem; }
    nav { margin: 1.25rem 0 0; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .9rem; }
    dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .3rem 1.25rem; margin:
      .5rem 0; }
    dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
    pre, code { font: .87em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
    code { overflow-wrap: anywhere; }
    pre { background: var(--shade); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem;
      margin: .4rem 0; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
    .notices { list-style: none; padding: 0; margin: .5rem 0; }
    .notices li { border-left: 3px solid var(--warn); padding: .1rem 0 .1rem .8rem; margin: .45rem 0;
      overflow-wrap: anywhere; }
    .scroll { overflow-x: auto; margin: .5rem 0; }
    table { border-collapse: collapse; font-size: .85rem; line-height: 1.4; }
    th { color: var(--soft); font-weight: 600; text-align: left; vertical-align: bottom; }
    th, td { padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
    td { vertical-align: top; unicode-bidi: isolate; } tr > :last-child { padding-right: .2rem; }
    .dense td:nth-child(2):not(.number) { min-width: 7.5rem; } .dense { font-size: .8rem; }
    .dense th, .dense td { padding-right: .5rem; }
    .number { text-align: right; white-space: nowrap; } td small { color: var(--soft); display: block; }
    .matrix td, .matrix th { padding: .35rem .7rem; border: 1px solid var(--line); text-align: right; }
    .matrix th { white-space: nowrap; } .matrix thead th { vertical-align: bottom; }
    .charts { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; }
    figure { margin: .75rem 0; width: 100%; break-inside: avoid; } figure.wide { max-width: 45rem; }
    figure.half { flex: 1 1 20rem; max-width: 24rem; }
    figcaption { font-weight: 600; font-size: .9rem; margin-bottom: .3rem; overflow-wrap: anywhere; }
    svg { display: block; width: 100%; height: auto; } .key svg { display: inline; width: 24px; margin-right:
      .35rem; }
    .legend { font-size: .8rem; margin: .2rem 0; } .key { margin-right: 1.1rem; white-space: nowrap; }
    svg text { font-size: 12px; fill: var(--soft); } svg .title { fill: var(--text); }
    .start { text-anchor: start; } .middle { text-anchor: middle; } .end { text-anchor: end; }
    .grid, .axis, .reference, .mark, .error, .line { fill: none; }
    .grid { stroke: var(--line); stroke-width: .75; } .axis { stroke: var(--soft); }
    .reference { stroke: var(--soft); stroke-dasharray: 4 4; } .mark { stroke: var(--text); stroke-dasharray:
      2 3; }
    .error { stroke: var(--soft); stroke-width: 1.25; } .line { stroke-width: 2; stroke-linejoin: round; }
    .line.s0 { stroke: var(--s0); } .line.s1 { stroke: var(--s1); stroke-dasharray: 7 3; }
    .line.s2 { stroke: var(--s2); stroke-dasharray: 2 3; } .line.s3 { stroke: var(--s3); stroke-dasharray: 9
      3 2 3; }
    .line.s4 { stroke: var(--s4); stroke-dasharray: 12 4; }
    .dot.s0 { fill: var(--s0); } .dot.s1 { fill: var(--s1); } .dot.s2 { fill: var(--s2); }
    .dot.s3 { fill: var(--s3); } .dot.s4 { fill: var(--s4); }
    .bar { fill: var(--s0); fill-opacity: .85; } .cloud { fill: var(--s0); fill-opacity: .35; }
    @media (max-width: 40rem) { body { padding: 1.25rem 1rem 3rem; } dl { grid-template-columns: 1fr; gap: 0;
      }
      dd { margin-bottom: .5rem; } }
    @media print { body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; }
      h2 { break-after: avoid; margin-top: 1.5rem; } tr, pre, li { break-inside: avoid; }
      .scroll { overflow: visible; } table, .dense { font-size: 7.5pt; }
      thead { display: table-header-group; }
      th, td { padding-right: .5rem; } figure.half { flex-basis: 45%; max-width: 48%; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
    """
}
