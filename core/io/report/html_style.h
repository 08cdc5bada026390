// SPDX-License-Identifier: GPL-3.0-or-later
// The style sheet of reports: light or dark as the reader's screen is, always light on paper.
#pragma once
#include <string_view>

namespace convscope {

// No "<" and no "&" in here: the page is read as XML, too.
inline constexpr std::string_view kReportStyle = R"(
:root { color-scheme: light dark; --page: #ffffff; --text: #1d2430; --muted: #5a6372;
  --line: #d4d9e0; --band: #f1f3f6; --training: #0072b2; --validation: #d55e00; --rate: #8a4f9e;
  --best: #00805f; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #181b20; --text: #e6e9ee; --muted: #9aa4b2; --line: #414955; --band: #23282f;
    --training: #56b4e9; --validation: #f0a830; --rate: #c58fd8; --best: #7fd6a0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.45 system-ui, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { font-size: 26px; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 34px 0 8px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
h3 { font-size: 15px; margin: 14px 0 2px; }
header p, .note, .legend { color: var(--muted); margin: 4px 0; }
.figures { display: flex; flex-wrap: wrap; gap: 10px; margin: 12px 0; }
.figure { border: 1px solid var(--line); border-radius: 6px; padding: 8px 14px; }
.figure b { display: block; font-size: 21px; font-variant-numeric: tabular-nums; }
.figure span { color: var(--muted); font-size: 13px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { font-weight: 600; text-align: left; }
.numbers th, .numbers td { padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); }
.numbers td, .numbers thead th + th { text-align: right; }
.numbers tfoot th, .numbers tfoot td { font-weight: 700; border: 0; }
.facts th { color: var(--muted); font-weight: 400; vertical-align: top; padding: 2px 18px 2px 0; }
.facts td { overflow-wrap: anywhere; padding: 2px 0; }
.matrix { font-size: 13px; margin-top: 6px; }
.matrix td { text-align: center; min-width: 26px; padding: 3px 4px; border: 1px solid var(--page); }
.matrix tbody th { padding-right: 8px; white-space: nowrap; font-weight: 400; text-align: right; }
.matrix thead th { vertical-align: bottom; font-weight: 400; padding: 0 0 4px; }
.matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.matrix .none { color: var(--line); }
.matrix .sum { color: var(--muted); }
.reliability svg { max-width: 400px; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--muted); font-size: 12px; font-family: inherit; }
svg polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
svg line { stroke: var(--line); }
svg .axis, svg .tick { stroke: var(--muted); }
svg .band { fill: var(--band); }
svg .raw { stroke: var(--training); stroke-width: 1; opacity: 0.35; }
svg .training { stroke: var(--training); }
svg .validation { stroke: var(--validation); }
svg .dot { fill: var(--validation); stroke: none; }
svg .rate { stroke: var(--rate); }
svg .best { stroke: var(--best); stroke-width: 1.4; stroke-dasharray: 5 4; }
svg .bar { fill: var(--training); opacity: 0.55; }
svg .confidence { stroke: var(--validation); stroke-width: 2.5; }
svg .diagonal { stroke: var(--muted); stroke-dasharray: 5 4; }
.key { margin-right: 16px; }
.key::before { content: ""; display: inline-block; width: 22px; margin-right: 6px;
  vertical-align: middle; border-top: 3px solid var(--training); }
.key.raw::before { border-top-width: 1px; opacity: 0.5; }
.key.validation::before { border-top-color: var(--validation); border-top-style: dotted; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(124px, 1fr)); gap: 14px; }
figure { margin: 0; }
figure img { display: block; width: 112px; height: 112px; object-fit: contain;
  image-rendering: pixelated; background: var(--band); }
figcaption { font-size: 12px; margin-top: 3px; overflow-wrap: anywhere; }
figcaption span { color: var(--muted); }
@media print {
  main { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .wide { overflow: visible; }
  h2, h3 { break-after: avoid; }
  svg, figure, tr, .figures, .wide { break-inside: avoid; }
}
)";

} // namespace convscope
