//! From three finder patterns to the grey value of every module.
//!
//! The plane of a symbol appears in a photo under a projection with eight unknowns. The middles of the three finder patterns give six;
//! how the modules of the two timing patterns shrink along them gives the other two. All the patterns whose modules are known beforehand
//! (finder, timing, alignment: some 400 modules) then pull the projection into place, and teach a small filter how much of each module's
//! neighbours blur and motion have mixed into it.

use super::finder::Finder;
use super::image::{Field, Gray};
use super::symbol::{self, Cell, Template};
use core::cell::OnceCell;

/// A picture at one size, with the shade taken away.
pub(super) struct Level {
    pub gray: Gray,
    /// Pixels of the whole picture to one of this.
    pub scale: f32,
    field: OnceCell<Field>,
}

/// Half the side of the square with which each pixel is compared: 21 pixels. Wide enough for three modules and narrow enough to follow shade
/// and blur, in the sizes that a level is for (2 to 5 pixels a module); measured on the generated pictures, 24 found far fewer patterns.
pub(super) const RADIUS: usize = 10;

impl Level {
    /// A level whose field is made when first asked for.
    pub(super) fn new(gray: Gray, scale: f32) -> Self {
        Level { gray, scale, field: OnceCell::new() }
    }

    /// The differences from the surroundings.
    pub(super) fn field(&self) -> &Field {
        self.field.get_or_init(|| Field::new(&self.gray, RADIUS))
    }
}

/// A point, or a vector.
pub(super) type Point = (f32, f32);

/// Three finder patterns that could belong to one symbol.
#[derive(Clone, Copy)]
pub(super) struct Triple {
    /// Indices of the one in the corner, the one to its right and the one below it.
    pub at: [usize; 3],
    /// How badly they fit together.
    pub misfit: f32,
    /// Modules between the middles of two.
    span: f32,
    /// The foreshortening along the two sides, from the sizes of the patterns.
    slant: Point,
}

/// All triples that could be a symbol, the best first.
pub(super) fn triples(finders: &[Finder]) -> Vec<Triple> {
    let mut out = Vec::new();
    for corner in 0..finders.len() {
        for a in 0..finders.len() {
            for b in a + 1..finders.len() {
                if a != corner && b != corner {
                    out.extend(triple(finders, corner, a, b));
                }
            }
        }
    }
    out.sort_by(|a, b| a.misfit.total_cmp(&b.misfit));
    out
}

/// One side: its length in modules, the foreshortening, and how far the patterns' edges are from its direction.
fn side(from: &Finder, to: &Finder) -> Option<(f32, f32, f32)> {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy);
    let d = (dx / length, dy / length);
    let ((qa, ta), (qb, tb)) = (from.along(d), to.along(d));
    let span = length * (qa * qb).sqrt();
    let ratio = qb / qa;
    ((11.0..185.0).contains(&span) && (0.5..2.0).contains(&ratio) && ta.min(tb) < 0.45 && ta.max(tb) < 0.7)
        .then(|| (span, ratio.sqrt() - 1.0, ta.min(tb)))
}

fn triple(finders: &[Finder], corner: usize, a: usize, b: usize) -> Option<Triple> {
    let (c, fa, fb) = (finders.get(corner)?, finders.get(a)?, finders.get(b)?);
    let (va, vb) = ((fa.x - c.x, fa.y - c.y), (fb.x - c.x, fb.y - c.y));
    let cross = va.0 * vb.1 - va.1 * vb.0;
    let sine = cross / (va.0.hypot(va.1) * vb.0.hypot(vb.1));
    if sine.is_nan() || sine.abs() <= 0.5 {
        return None;
    }
    let (ra, sa, ta) = side(c, fa)?;
    let (rb, sb, tb) = side(c, fb)?;
    let span = (ra + rb) * 0.5;
    let unequal = (ra - rb).abs() / span;
    if unequal > 0.35 {
        return None;
    }
    let misfit = unequal
        + (1.0 - sine.abs()) * 0.5
        + (ta + tb) * 0.5
        + (sa.abs() + sb.abs()) * 0.3
        + (3.0 - c.score - fa.score - fb.score) * 0.3;
    // y points down, so the right-hand neighbour comes first when the cross product is positive
    let (at, slant) = if cross > 0.0 { ([corner, a, b], (sa, sb)) } else { ([corner, b, a], (sb, sa)) };
    Some(Triple { at, misfit, span, slant })
}

/// A projection from module coordinates to pixels, given by where four points go: (3.5, 3.5), (d − 3.5, 3.5), (3.5, d − 3.5), (d − 3.5, d − 3.5).
#[derive(Clone, Copy)]
pub(super) struct Warp {
    corner: [Point; 4],
    span: f32,
    a: Point,
    b: Point,
    g: f32,
    h: f32,
}

impl Warp {
    /// From three corners and the foreshortening along the sides.
    fn slanted(p: [Point; 3], span: f32, g: f32, h: f32) -> Self {
        let w = (1.0 + g + h).max(0.1);
        let fourth = |o: f32, x: f32, y: f32| ((1.0 + g) * x + (1.0 + h) * y - o) / w;
        Self::new([p[0], p[1], p[2], (fourth(p[0].0, p[1].0, p[2].0), fourth(p[0].1, p[1].1, p[2].1))], span)
    }

    fn new(corner: [Point; 4], span: f32) -> Self {
        let [p, q, r, s] = corner;
        let (d1, d2) = ((q.0 - s.0, q.1 - s.1), (r.0 - s.0, r.1 - s.1));
        let e = (p.0 - q.0 + s.0 - r.0, p.1 - q.1 + s.1 - r.1);
        let det = d1.0 * d2.1 - d2.0 * d1.1;
        let (g, h) = if det.abs() > 1e-6 {
            ((e.0 * d2.1 - d2.0 * e.1) / det, (d1.0 * e.1 - e.0 * d1.1) / det)
        } else {
            (0.0, 0.0)
        };
        let a = (q.0 * (1.0 + g) - p.0, q.1 * (1.0 + g) - p.1);
        let b = (r.0 * (1.0 + h) - p.0, r.1 * (1.0 + h) - p.1);
        Warp { corner, span, a, b, g, h }
    }

    /// Where a point of the symbol appears; the middle of module (i, j) is (i + ½, j + ½).
    pub(super) fn map(&self, x: f32, y: f32) -> Point {
        let (u, v) = ((x - 3.5) / self.span, (y - 3.5) / self.span);
        let w = (1.0 + self.g * u + self.h * v).max(0.05);
        ((self.corner[0].0 + self.a.0 * u + self.b.0 * v) / w, (self.corner[0].1 + self.a.1 * u + self.b.1 * v) / w)
    }
}

/// Correlation of what is seen with what should be, −1 to 1; a few very strong values do not outweigh the rest.
struct Match {
    sum: f32,
    square: f32,
    n: f32,
}

impl Match {
    fn new() -> Self {
        Match { sum: 0.0, square: 0.0, n: 0.0 }
    }

    fn add(&mut self, value: f32, dark: bool) {
        self.sum += if dark { -value } else { value };
        self.square += value * value;
        self.n += 1.0;
    }

    fn value(&self) -> f32 {
        if self.square <= 0.0 || self.n <= 0.0 { 0.0 } else { self.sum / (self.square * self.n).sqrt() }
    }
}

/// How well the timing pattern of a side shows: alternating modules between two finder patterns.
fn timing(field: &Field, warp: &Warp, dim: usize, down: bool) -> f32 {
    let mut m = Match::new();
    for i in 7..dim - 7 {
        let (x, y) = if down { (6.5, i as f32 + 0.5) } else { (i as f32 + 0.5, 6.5) };
        let p = warp.map(x, y);
        m.add(field.at(p.0, p.1), i % 2 == 0);
    }
    m.value()
}

/// A symbol found but not yet read.
pub(super) struct Found {
    pub template: Template,
    pub warp: Warp,
    /// How well its known modules fit, to 1.
    pub score: f32,
}

/// The sizes that a triple may have, with the projection for each, the likeliest first; only those whose timing patterns show.
pub(super) fn candidates(level: &Level, finders: &[Finder], triple: &Triple) -> Vec<(usize, Warp, f32)> {
    let point = |i: usize| {
        let f = &finders[triple.at[i]];
        ((f.x + 0.5) / level.scale - 0.5, (f.y + 0.5) / level.scale - 0.5)
    };
    let p = [point(0), point(1), point(2)];
    let guess = (triple.span + 7.0 - 17.0) / 4.0;
    let reach = (guess * 0.12).max(0.0) + 1.2;
    let low = (guess - reach).ceil().max(1.0) as usize;
    let high = (guess + reach).floor().clamp(0.0, symbol::MAX_VERSION as f32) as usize;
    let mut out: Vec<(usize, Warp, f32)> = (low..=high)
        .map(|version| {
            let dim = version * 4 + 17;
            let span = (dim - 7) as f32;
            let step = 1.0 / span;
            let reach = ((0.25 / step) as i32).max(4);
            let (mut g, mut h) = triple.slant;
            let mut score = 0.0;
            for _ in 0..2 {
                for down in [false, true] {
                    let start = if down { h } else { g };
                    let mut best = (f32::MIN, start);
                    for k in -reach..=reach {
                        let s = (start + k as f32 * step).clamp(-0.6, 0.9);
                        let warp = if down { Warp::slanted(p, span, g, s) } else { Warp::slanted(p, span, s, h) };
                        // all else equal, the smaller change
                        let value = timing(level.field(), &warp, dim, down) - (k.abs() as f32) * 0.002;
                        if value > best.0 {
                            best = (value, s);
                        }
                    }
                    if down {
                        h = best.1;
                    } else {
                        g = best.1;
                    }
                }
                let warp = Warp::slanted(p, span, g, h);
                let (a, b) = (timing(level.field(), &warp, dim, false), timing(level.field(), &warp, dim, true));
                score = (a + b) * 0.5;
            }
            (version, Warp::slanted(p, span, g, h), score)
        })
        .filter(|c| c.2 > 0.2)
        .collect();
    out.sort_by(|a, b| b.2.total_cmp(&a.2));
    out.truncate(3);
    out
}

/// How well all known modules show.
fn overall(field: &Field, template: &Template, warp: &Warp) -> f32 {
    let mut m = Match::new();
    for (index, cell) in template.cells.iter().enumerate() {
        if matches!(cell, Cell::Light | Cell::Dark) {
            let p = warp.map((index % template.dim) as f32 + 0.5, (index / template.dim) as f32 + 0.5);
            m.add(field.at(p.0, p.1), *cell == Cell::Dark);
        }
    }
    m.value()
}

/// How well a square pattern of 5 (alignment) or 7 (finder) modules shows around module (cx, cy), when moved by (dx, dy) modules.
fn pattern(field: &Field, warp: &Warp, size: usize, (cx, cy): (usize, usize), (dx, dy): Point) -> f32 {
    let half = size as i32 / 2;
    let mut m = Match::new();
    for y in -half..=half {
        for x in -half..=half {
            let ring = x.abs().max(y.abs());
            let p = warp.map(cx as f32 + 0.5 + x as f32 + dx, cy as f32 + 0.5 + y as f32 + dy);
            m.add(field.at(p.0, p.1), (ring != half - 1) || (size == 7 && ring < 2));
        }
    }
    m.value()
}

/// Pulls the projection into place.
pub(super) fn refine(level: &Level, version: usize, mut warp: Warp) -> Found {
    let template = Template::new(version);
    let field = level.field();
    if version >= 2 {
        // The last alignment pattern, near the corner that has no finder: look around where it should be.
        let at = (template.dim - 7, template.dim - 7);
        let reach = 3 + version as i32 / 4;
        let mut best = (pattern(field, &warp, 5, at, (0.0, 0.0)), (0.0, 0.0));
        for dy in -2 * reach..=2 * reach {
            for dx in -2 * reach..=2 * reach {
                let off = (dx as f32 * 0.5, dy as f32 * 0.5);
                let value = pattern(field, &warp, 5, at, off) - 0.02 * off.0.hypot(off.1);
                if value > best.0 {
                    best = (value, off);
                }
            }
        }
        if best.0 > 0.6 && best.1 != (0.0, 0.0) {
            let d = template.dim as f32 - 3.5;
            let mut corner = warp.corner;
            corner[3] = warp.map(d + best.1.0, d + best.1.1);
            let moved = Warp::new(corner, warp.span);
            if overall(field, &template, &moved) > overall(field, &template, &warp) {
                warp = moved;
            }
        }
    }
    let unit = {
        let (p, q) = (warp.corner[0], warp.corner[1]);
        (p.0 - q.0).hypot(p.1 - q.1) / warp.span
    };
    let mut score = overall(field, &template, &warp);
    let mut step = 0.8 * unit;
    while step > 0.06 * unit {
        let before = score;
        for corner in 0..4 {
            for (dx, dy) in [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)] {
                let mut moved = warp.corner;
                moved[corner].0 += dx;
                moved[corner].1 += dy;
                let moved = Warp::new(moved, warp.span);
                let value = overall(field, &template, &moved);
                if value > score {
                    (score, warp) = (value, moved);
                }
            }
        }
        if score - before < 0.002 {
            step *= 0.5;
        }
    }
    Found { template, warp, score }
}

/// How far patterns inside the symbol lie from where the projection has them, in modules: paper bends, lenses distort.
pub(super) struct Mesh {
    positions: Vec<usize>,
    offsets: Vec<Point>,
}

impl Mesh {
    /// No correction.
    pub(super) fn flat() -> Self {
        Mesh { positions: Vec::new(), offsets: Vec::new() }
    }

    /// Measured at the alignment and finder patterns.
    pub(super) fn measured(level: &Level, found: &Found) -> Self {
        let positions = symbol::alignment_positions(found.template.version);
        let last = positions.len().saturating_sub(1);
        let dim = found.template.dim;
        let mut offsets = Vec::new();
        for (i, &cy) in positions.iter().enumerate() {
            for (j, &cx) in positions.iter().enumerate() {
                let (size, at) = match (i, j) {
                    (0, 0) => (7, (3, 3)),
                    (0, j) if j == last => (7, (dim - 4, 3)),
                    (i, 0) if i == last => (7, (3, dim - 4)),
                    _ => (5, (cx, cy)),
                };
                let mut best = (pattern(level.field(), &found.warp, size, at, (0.0, 0.0)) + 0.03, (0.0, 0.0));
                for dy in -5..=5 {
                    for dx in -5..=5 {
                        let off = (dx as f32 * 0.25, dy as f32 * 0.25);
                        let value = pattern(level.field(), &found.warp, size, at, off);
                        if value > best.0 {
                            best = (value, off);
                        }
                    }
                }
                offsets.push(if best.0 > 0.5 { best.1 } else { (0.0, 0.0) });
            }
        }
        Mesh { positions, offsets }
    }

    /// Interpolated between the patterns around.
    fn at(&self, x: f32, y: f32) -> Point {
        let n = self.positions.len();
        if n < 2 {
            return (0.0, 0.0);
        }
        let place = |c: f32| {
            let i = (1..n - 1).take_while(|&i| self.positions[i] as f32 <= c).count();
            let (a, b) = (self.positions[i] as f32, self.positions[i + 1] as f32);
            (i, ((c - a) / (b - a)).clamp(0.0, 1.0))
        };
        let ((i, fx), (j, fy)) = (place(x), place(y));
        let o = |i: usize, j: usize| self.offsets[j * n + i];
        let mix = |p: Point, q: Point, f: f32| (p.0 + (q.0 - p.0) * f, p.1 + (q.1 - p.1) * f);
        mix(mix(o(i, j), o(i + 1, j), fx), mix(o(i, j + 1), o(i + 1, j + 1), fx), fy)
    }
}

/// Modules around the symbol that are sampled too: blur mixes them into its edge.
const MARGIN: usize = 3;

/// How the light is assumed to fall.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Light {
    /// Changing slowly over the whole symbol.
    Smooth,
    /// With edges.
    Patchy,
}

/// The modules' grey values, made comparable: 0 is half-way between dark and light nearby, 1 dark, −1 light.
pub(super) struct Samples {
    side: usize,
    dim: usize,
    value: Vec<f32>,
}

impl Samples {
    /// Samples every module as the mean of nine points within ±`spread` of its middle.
    pub(super) fn new(level: &Level, found: &Found, mesh: &Mesh, light: Light, spread: f32) -> Self {
        let dim = found.template.dim;
        let side = dim + 2 * MARGIN;
        let mut gray = Vec::with_capacity(side * side);
        for j in 0..side {
            for i in 0..side {
                let (x, y) = (i as f32 - MARGIN as f32 + 0.5, j as f32 - MARGIN as f32 + 0.5);
                let off = mesh.at(x, y);
                let mut sum = 0.0;
                for sy in [-spread, 0.0, spread] {
                    for sx in [-spread, 0.0, spread] {
                        let p = found.warp.map(x + off.0 + sx, y + off.1 + sy);
                        sum += level.gray.at(p.0, p.1);
                    }
                }
                gray.push(sum / 9.0);
            }
        }
        Samples { side, dim, value: if light == Light::Smooth { smooth(&gray, side) } else { patchy(&gray, side) } }
    }

    /// The symbol itself, as [`symbol::read`] takes it.
    pub(super) fn plain(&self) -> Vec<f32> {
        let mut out = Vec::with_capacity(self.dim * self.dim);
        for y in 0..self.dim {
            out.extend_from_slice(&self.value[(y + MARGIN) * self.side + MARGIN..][..self.dim]);
        }
        out
    }

    /// The symbol after the filter of (2·`reach` + 1)² modules that best turns its known modules into what they are known to be: it undoes blur and motion.
    pub(super) fn equalised(&self, template: &Template, reach: usize) -> Option<Vec<f32>> {
        let reach = reach.min(MARGIN);
        let width = 2 * reach + 1;
        let taps = width * width + 1; // and a constant
        let mut normal = vec![0f32; taps * taps];
        let mut right = vec![0f32; taps];
        let mut row = vec![0f32; taps];
        let fill = |row: &mut [f32], x: usize, y: usize| {
            for j in 0..width {
                let from = (y + MARGIN + j - reach) * self.side + x + MARGIN - reach;
                row[j * width..][..width].copy_from_slice(&self.value[from..from + width]);
            }
            row[taps - 1] = 0.5;
        };
        for (index, cell) in template.cells.iter().enumerate() {
            let wanted = match cell {
                Cell::Dark => 1.0,
                Cell::Light => -1.0,
                _ => continue,
            };
            fill(&mut row, index % self.dim, index / self.dim);
            for i in 0..taps {
                right[i] += row[i] * wanted;
                for j in 0..=i {
                    normal[i * taps + j] += row[i] * row[j];
                }
            }
        }
        // Ridge towards "the module itself": patterns are few and regular, and say nothing about some mixtures.
        let middle = taps / 2;
        let ridge = 0.03 * normal[middle * taps + middle] + 1e-3;
        for i in 0..taps {
            normal[i * taps + i] += ridge;
        }
        right[middle] += ridge;
        let filter = solve(&mut normal, &mut right, taps)?;
        let mut out = Vec::with_capacity(self.dim * self.dim);
        for y in 0..self.dim {
            for x in 0..self.dim {
                fill(&mut row, x, y);
                out.push(row.iter().zip(filter).map(|(a, b)| a * b).sum());
            }
        }
        Some(out)
    }

    /// The symbol by detection in context: what blur makes of a module is estimated from the modules as they seem to be (`guess`), and
    /// each module is then weighed anew by how well it explains the grey values of all that it has spread into, given its neighbours;
    /// and so on, a few times. Weighing, not deciding: deciding at once stops in the first arrangement that no single change improves
    /// (on a blur of 0.7 modules, 50 wrong of 1681 modules instead of 6).
    pub(super) fn detected(&self, template: &Template, guess: &[f32]) -> Option<Vec<f32>> {
        const REACH: usize = 2;
        const ROUNDS: usize = 6;
        const WIDTH: usize = 2 * REACH + 1;
        const TAPS: usize = WIDTH * WIDTH + 1;
        let (side, dim) = (self.side, self.dim);
        let inside =
            |i: usize| (MARGIN..MARGIN + dim).contains(&(i % side)) && (MARGIN..MARGIN + dim).contains(&(i / side));
        let cell = |i: usize| template.get(i % side - MARGIN, i / side - MARGIN);
        let mut bits: Vec<f32> = vec![-1.0; side * side];
        let mut out = guess.to_vec();
        if guess.len() != dim * dim {
            return None;
        }
        let around =
            |i: usize| (0..WIDTH * WIDTH).map(move |k| i + k / WIDTH * side + k % WIDTH - REACH * side - REACH);
        let mut normal = vec![0f32; TAPS * TAPS];
        let mut right = vec![0f32; TAPS];
        let mut row = [0f32; TAPS];
        for round in 0..ROUNDS {
            for i in (0..side * side).filter(|&i| inside(i)) {
                bits[i] = match cell(i) {
                    Cell::Dark => 1.0,
                    Cell::Light => -1.0,
                    _ if round > 0 => continue,
                    _ => (2.0 * out[(i / side - MARGIN) * dim + i % side - MARGIN]).tanh(),
                };
            }
            // The spread of a module, by least squares over the symbol.
            normal.fill(0.0);
            right.fill(0.0);
            for i in (0..side * side).filter(|&i| inside(i)) {
                row.iter_mut().zip(around(i)).for_each(|(r, k)| *r = bits[k]);
                row[TAPS - 1] = 1.0;
                for a in 0..TAPS {
                    right[a] += row[a] * self.value[i];
                    for b in 0..=a {
                        normal[a * TAPS + b] += row[a] * row[b];
                    }
                }
            }
            for a in 0..TAPS {
                normal[a * TAPS + a] += 1.0 + 0.01 * (dim * dim) as f32;
            }
            let spread = solve(&mut normal, &mut right, TAPS)?;
            let power: f32 = spread[..TAPS - 1].iter().map(|h| h * h).sum();
            if power.is_nan() || power <= 1e-3 {
                return None;
            }
            // What the present bits leave unexplained.
            let mut rest = vec![0f32; side * side];
            for i in (0..side * side).filter(|&i| inside(i)) {
                let explained: f32 = around(i).zip(spread).map(|(k, h)| bits[k] * h).sum();
                rest[i] = self.value[i] - explained - spread[TAPS - 1];
            }
            let noise = rest.iter().map(|r| r * r).sum::<f32>() / (dim * dim) as f32;
            for _ in 0..6 {
                for i in (0..side * side).filter(|&i| inside(i)) {
                    if !matches!(cell(i), Cell::Data | Cell::Reserved) {
                        continue;
                    }
                    // Module i has spread to i − offset with the weight of that offset; the modules beyond the edge are not looked at.
                    let (mut sum, mut seen) = (0.0, 0.0);
                    for (k, h) in around(i).rev().zip(spread) {
                        if inside(k) {
                            sum += h * (rest[k] + h * bits[i]);
                            seen += h * h;
                        }
                    }
                    let value = if seen > 0.0 { sum / seen } else { 0.0 };
                    out[(i / side - MARGIN) * dim + i % side - MARGIN] = value * (seen / power).sqrt();
                    let bit = (seen * value / noise).tanh();
                    if bit != bits[i] {
                        for (k, h) in around(i).rev().zip(spread) {
                            rest[k] += h * (bits[i] - bit);
                        }
                        bits[i] = bit;
                    }
                }
            }
        }
        Some(out)
    }
}

/// Takes shade and contrast out module by module: a shadow's edge, a reflection.
fn patchy(gray: &[f32], side: usize) -> Vec<f32> {
    const REACH: usize = 6;
    let around = |x: usize, y: usize| {
        let (x0, x1) = (x.saturating_sub(REACH), (x + REACH).min(side - 1));
        (y.saturating_sub(REACH)..=(y + REACH).min(side - 1))
            .flat_map(move |j| gray[j * side + x0..=j * side + x1].iter().copied())
    };
    let mut middle = Vec::with_capacity(gray.len());
    let mut contrast = Vec::with_capacity(gray.len());
    for y in 0..side {
        for x in 0..side {
            let (mut sum, mut n) = (0.0, 0.0f32);
            for g in around(x, y) {
                sum += g;
                n += 1.0;
            }
            let mean = sum / n;
            let (mut below, mut low) = (0.0, 0.0f32);
            for g in around(x, y).filter(|g| *g < mean) {
                below += g;
                low += 1.0;
            }
            let (dark, light) =
                if low > 0.0 && low < n { (below / low, (sum - below) / (n - low)) } else { (mean, mean) };
            middle.push((dark + light) * 0.5);
            contrast.push((light - dark) * 0.5);
        }
    }
    // Where there is hardly any contrast (glare), the values must come out near zero, not blown up.
    let mut sorted = contrast.clone();
    sorted.sort_by(f32::total_cmp);
    let floor = (sorted[sorted.len() / 2] * 0.4).max(1.0);
    gray.iter().zip(middle.iter().zip(&contrast)).map(|(g, (m, c))| ((m - g) / c.max(floor)).clamp(-2.0, 2.0)).collect()
}

/// The quadratic surface that comes nearest to the values inside the symbol.
fn surface(values: &[f32], side: usize) -> Option<Vec<f32>> {
    const N: usize = 6;
    let basis = |i: usize| {
        let (x, y) = ((i % side) as f32 / side as f32 * 2.0 - 1.0, (i / side) as f32 / side as f32 * 2.0 - 1.0);
        [1.0, x, y, x * x, x * y, y * y]
    };
    let (mut normal, mut right) = ([0f32; N * N], [0f32; N]);
    let inside = MARGIN..side - MARGIN;
    for i in (0..side * side).filter(|i| inside.contains(&(i % side)) && inside.contains(&(i / side))) {
        let b = basis(i);
        for j in 0..N {
            right[j] += b[j] * values[i];
            for k in 0..=j {
                normal[j * N + k] += b[j] * b[k];
            }
        }
    }
    let c = solve(&mut normal, &mut right, N)?;
    Some((0..side * side).map(|i| basis(i).iter().zip(c).map(|(b, c)| b * c).sum()).collect())
}

/// Takes shade and contrast out as smooth surfaces: the values then still mix in proportion.
fn smooth(gray: &[f32], side: usize) -> Vec<f32> {
    let middle = surface(gray, side).unwrap_or_else(|| vec![128.0; gray.len()]);
    let off: Vec<f32> = gray.iter().zip(&middle).map(|(g, m)| m - g).collect();
    let size: Vec<f32> = off.iter().map(|o| o.abs()).collect();
    let mean = size.iter().sum::<f32>() / size.len() as f32;
    let contrast = surface(&size, side).unwrap_or_else(|| vec![mean; gray.len()]);
    off.iter().zip(contrast).map(|(o, c)| (o / c.max(mean * 0.3).max(0.5)).clamp(-4.0, 4.0)).collect()
}

/// Solves a symmetric positive system, of which the lower half is given (Cholesky), in place.
fn solve<'a>(a: &mut [f32], b: &'a mut [f32], n: usize) -> Option<&'a [f32]> {
    for i in 0..n {
        for j in 0..=i {
            let mut sum = a[i * n + j];
            for k in 0..j {
                sum -= a[i * n + k] * a[j * n + k];
            }
            if i == j {
                if sum.is_nan() || sum <= 0.0 {
                    return None;
                }
                a[i * n + i] = sum.sqrt();
            } else {
                a[i * n + j] = sum / a[j * n + j];
            }
        }
    }
    for i in 0..n {
        let done: f32 = (0..i).map(|k| a[i * n + k] * b[k]).sum();
        b[i] = (b[i] - done) / a[i * n + i];
    }
    for i in (0..n).rev() {
        let done: f32 = (i + 1..n).map(|k| a[k * n + i] * b[k]).sum();
        b[i] = (b[i] - done) / a[i * n + i];
    }
    Some(b)
}
