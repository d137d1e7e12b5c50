// node draw.js CAST SVG [last]: draws an asciinema recording as an SVG that a page can show; `last` draws only how it ended.
const { readFileSync, writeFileSync } = require('node:fs');
const { render } = require('svg-term');

const [cast, svg, which] = process.argv.slice(2);
const recording = readFileSync(cast, 'utf8');
const seconds = JSON.parse(recording.trim().split('\n').at(-1))[0];
// A still frame is drawn just after the last byte; an animation stops there for a while before it begins again.
const options = which === 'last' ? { at: Math.ceil(seconds * 1000) + 1 } : { idle: 1500, fps: 4, to: Math.ceil(seconds * 1000) + 1 };
writeFileSync(svg, `${render(recording, { window: true, ...options })}\n`);
