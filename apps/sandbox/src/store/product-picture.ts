import type { Shape } from './blank.js';
import type { Motif } from './motifs.js';

const room = '#efe9dd';
const dark = /^#[2-5]/;

/** The goods in one colour, drawn in a square of 800. */
const drawn: Record<Shape, (colour: string) => string> = {
  shirt: (c) =>
    path(c, 'M270 150L150 220L100 380L190 410L210 350V680H590V350L610 410L700 380L650 220L530 150Q400 230 270 150Z'),
  hoodie: (c) =>
    path(c, 'M280 170L160 240L100 560L190 590L215 420V690H585V420L610 590L700 560L640 240L520 170Q400 90 280 170Z') +
    edge('M300 180Q400 300 500 180M330 590H470L500 660H300Z'),
  mug: (c) =>
    path(c, 'M200 230H560V600Q560 650 510 650H250Q200 650 200 600Z') +
    edge('M560 310H620Q680 310 680 380V460Q680 540 600 540H560'),
  tote: (c) => path(c, 'M190 300H610L650 690H150Z') + edge('M300 300Q300 140 400 140Q500 140 500 300'),
  poster: (c) => path(c, 'M200 110H600V690H200Z') + edge('M225 135H575V665H225Z'),
  cushion: (c) => path(c, 'M150 170Q400 210 650 170Q610 400 650 640Q400 600 150 640Q190 400 150 170Z'),
  cap: (c) =>
    path(c, 'M180 480Q180 230 400 230Q620 230 620 480Z') + path(c, 'M160 480H640Q720 500 720 560Q560 520 160 540Z'),
  bottle: (c) =>
    path('#9a9a94', 'M350 110H450V180H350Z') +
    path(c, 'M340 180H460Q540 220 540 320V660Q540 700 500 700H300Q260 700 260 660V320Q260 220 340 180Z'),
  sticker: () => `<circle cx="400" cy="400" r="250" fill="#fff" stroke="#0002" stroke-width="6"/>`,
  book: (c) => path(c, 'M210 120H590Q610 120 610 140V670Q610 690 590 690H210Z') + edge('M250 120V690M540 120V690'),
};

/** Where on it the motif stands, and how large. */
const places: Record<Shape, [x: number, y: number, scale: number]> = {
  shirt: [400, 400, 1.15],
  hoodie: [400, 430, 1],
  mug: [380, 440, 1.2],
  tote: [400, 490, 1.3],
  poster: [400, 400, 1.6],
  cushion: [400, 405, 1.7],
  cap: [400, 375, 0.8],
  bottle: [400, 470, 1],
  sticker: [400, 400, 1.8],
  book: [395, 400, 1.2],
};

/** A picture of a product as SVG. `colour` is CSS. */
export function productPicture(shape: Shape, motif: Motif, colour: string): string {
  const [x, y, scale] = places[shape];
  const ink = dark.test(colour) && shape !== 'sticker' ? '#f4ead6' : '#2a2d33';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800"><rect width="800" height="800" fill="${room}"/><ellipse cx="400" cy="715" rx="250" ry="18" fill="#0001"/>${drawn[shape](colour)}<g transform="translate(${x} ${y}) scale(${scale})">${motif.draw(ink)}</g></svg>`;
}

const path = (fill: string, d: string) =>
  `<path d="${d}" fill="${fill}" stroke="#0002" stroke-width="4" stroke-linejoin="round"/>`;
const edge = (d: string) =>
  `<path d="${d}" fill="none" stroke="#0003" stroke-width="8" stroke-linejoin="round" stroke-linecap="round"/>`;
