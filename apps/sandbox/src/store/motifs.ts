/** What is printed on goods: its name, and how it is drawn in a square of 200 around the middle, in `ink`. */
export interface Motif {
  name: string;
  draw: (ink: string) => string;
}

const line = (ink: string, d: string, width = 10) =>
  `<path d="${d}" fill="none" stroke="${ink}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const solid = (fill: string, d: string) => `<path d="${d}" fill="${fill}"/>`;
const disc = (fill: string, x: number, y: number, r: number) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"/>`;

const waves = (ink: string, y: number) =>
  line(ink, `M-90 ${y}q22 -24 45 0t45 0t45 0t45 0`) + line(ink, `M-70 ${y + 28}q18 -20 35 0t35 0t35 0t35 0`, 8);

export const motifs: readonly Motif[] = [
  {
    name: 'Lighthouse',
    draw: (ink) =>
      solid('#c8553d', 'M-22 60 L-14 -40 H14 L22 60Z') + solid('#f2c14e', 'M-14 -62H14V-40H-14Z') + waves(ink, 80),
  },
  { name: 'Sea & Sky', draw: (ink) => disc('#f2c14e', 30, -40, 34) + waves(ink, 20) + waves(ink, 62) },
  {
    name: 'Fox',
    draw: (ink) =>
      solid('#d9743a', 'M-70 -70 L-20 -34 H20 L70 -70 L60 10 L0 70 L-60 10Z') +
      disc(ink, -26, 4, 8) +
      disc(ink, 26, 4, 8),
  },
  {
    name: 'Fern',
    draw: (ink) =>
      line('#5f8a4f', 'M0 90C-6 30 6 -20 0 -90') +
      [-60, -34, -8, 18, 44]
        .map((y) => line('#5f8a4f', `M0 ${y + 20}Q-36 ${y + 8} -58 ${y - 16}M0 ${y + 20}Q36 ${y + 8} 58 ${y - 16}`, 8))
        .join('') +
      disc(ink, 0, -92, 5),
  },
  {
    name: 'Mountain',
    draw: (ink) =>
      solid('#6b7fa3', 'M-96 70 L-30 -50 L10 20 L34 -20 L96 70Z') +
      solid('#fff', 'M-30 -50 L-50 -14 L-32 -22 L-14 -10Z') +
      disc(ink, 62, -58, 16),
  },
  {
    name: 'Whale',
    draw: (ink) =>
      solid('#4f7cac', 'M-90 10C-80 -50 30 -60 60 0C70 -20 84 -28 96 -34C96 -6 90 20 60 34C20 66 -70 60 -90 10Z') +
      disc('#fff', -56, 4, 7) +
      line(ink, 'M-40 -62v-26m-16 2l16 24l16 -24', 7),
  },
  {
    name: 'Moon',
    draw: (ink) =>
      solid('#f2c14e', 'M20 -84A84 84 0 1 0 80 44A66 66 0 1 1 20 -84Z') + disc(ink, 64, -60, 6) + disc(ink, 88, -20, 4),
  },
  {
    name: 'Mushroom',
    draw: (ink) =>
      solid('#f4ead6', 'M-24 0H24L32 84H-32Z') +
      solid('#c8443c', 'M-84 8C-80 -90 80 -90 84 8Z') +
      [
        [-40, -26],
        [0, -48],
        [40, -24],
      ]
        .map(([x = 0, y = 0]) => disc('#fff', x, y, 11))
        .join('') +
      disc(ink, 0, 96, 3),
  },
  {
    name: 'Bicycle',
    draw: (ink) =>
      line(
        ink,
        'M-52 76a34 34 0 1 1 .1 0M52 76a34 34 0 1 1 .1 0M-52 42L-18 -20H34L52 42M-18 -20L0 42L34 -20M-52 42H0M-30 -20H-6M34 -20L30 -40H48',
        8,
      ),
  },
  {
    name: 'Wildflower',
    draw: (ink) =>
      line('#5f8a4f', 'M0 96V10', 8) +
      [0, 72, 144, 216, 288]
        .map((turn) => `<ellipse cx="0" cy="-58" rx="22" ry="36" fill="#c76b98" transform="rotate(${turn} 0 -20)"/>`)
        .join('') +
      disc('#f2c14e', 0, -20, 18) +
      disc(ink, 0, -20, 4),
  },
  {
    name: 'Harbour',
    draw: (ink) =>
      solid('#8c3b3b', 'M-80 40H80L56 76H-56Z') +
      line(ink, 'M0 40V-90', 7) +
      solid('#f4ead6', 'M8 -80L64 24H8Z') +
      solid('#4f7cac', 'M-8 -64L-50 24H-8Z'),
  },
];
