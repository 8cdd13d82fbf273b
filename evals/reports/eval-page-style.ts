/** The report's style: readable in light and dark, on a phone and on paper. */
export const evalPageStyle = `:root{color-scheme:light dark;--ink:#1d1f23;--dim:#666a73;--page:#fff;--panel:#f4f5f7;--line:#d9dce1;--mark:#1f6fb2;--good:#1b7f4b;--bad:#b3261e;--ins:#d7f0df;--del:#fbdcd9}
@media(prefers-color-scheme:dark){:root{--ink:#e4e6ea;--dim:#9aa0aa;--page:#15171a;--panel:#1f2226;--line:#363a41;--mark:#6db3ee;--good:#6fce9a;--bad:#ff8a80;--ins:#1f4a32;--del:#5a2723}}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:var(--ink);background:var(--page)}
h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2.5rem 0 .5rem}h3,h4{font-size:1rem;margin:1rem 0 .25rem}p{margin:.3rem 0}
small,.dim{color:var(--dim)}.good{color:var(--good)}.bad{color:var(--bad)}.num{font-variant-numeric:tabular-nums;white-space:nowrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}table{border-collapse:collapse}th,td{text-align:left;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--dim);font-weight:600}
svg{display:block;font:13px system-ui,sans-serif}svg text{fill:var(--ink)}svg .dim{fill:var(--dim)}svg .head{font-weight:600}svg .grid{stroke:var(--line)}svg .base{stroke:var(--dim);stroke-dasharray:3 3}svg .span{stroke:var(--mark);stroke-width:3;stroke-linecap:round}svg circle{fill:var(--mark);stroke:var(--page)}
form{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;position:sticky;top:0;background:var(--page);padding:.5rem 0;z-index:1}form[hidden]{display:none}input,select{font:inherit}
#turns>details{border-top:1px solid var(--line);padding:.3rem 0;content-visibility:auto;contain-intrinsic-size:auto 2rem}#turns>details[hidden]{display:none}
summary{cursor:pointer}summary b{margin-right:.6rem}.t{white-space:pre-wrap;overflow-wrap:anywhere}
section{background:var(--panel);border-radius:.4rem;padding:.5rem .8rem;margin:.6rem 0}ul{margin:.3rem 0;padding-left:1.2rem}ins{background:var(--ins);text-decoration:none}del{background:var(--del)}meter{width:5rem;height:.8rem;vertical-align:middle}
@media print{form{display:none}}`;
