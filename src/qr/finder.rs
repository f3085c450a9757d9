//! Finder patterns: three concentric squares, 7, 5 and 3 modules wide (ISO/IEC 18004:2015, 6.3.3), whatever their turn and slant.
//!
//! A row through one shows dark and light in the ratio 1 : 1 : 3 : 1 : 1. What looks so is then looked at along rays from its middle: on every ray, in
//! any parallel projection, the edges lie at 3 : 5 : 7.

use super::image::Field;

/// A place that looks like a finder pattern, in the coordinates of the whole picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder {
    pub x: f32,
    pub y: f32,
    /// Pixels a module, on average over directions.
    pub module: f32,
    /// Rows of the matrix that takes an offset in pixels to the square |·| ≤ 1, whose edge is the outer edge of the pattern.
    pub u: (f32, f32),
    pub v: (f32, f32),
    /// How well it fits, to 1.
    pub score: f32,
}

impl Finder {
    /// Modules a pixel in the direction of the unit vector, and how far that direction is from an edge's (0 along it, 1 diagonal).
    pub(super) fn along(&self, d: (f32, f32)) -> (f32, f32) {
        let (a, b) = ((self.u.0 * d.0 + self.u.1 * d.1).abs(), (self.v.0 * d.0 + self.v.1 * d.1).abs());
        let most = a.max(b);
        (3.5 * most, if most > 0.0 { a.min(b) / most } else { 1.0 })
    }
}

/// Directions in which a candidate is looked at.
const RAYS: usize = 32;

/// Limits of one search, so that a picture made to look like finders everywhere costs no more than another.
const MAX_FOUND: usize = 160;
const MAX_LOOKS: usize = 6000;

/// A row that passes 1 : 1 : 3 : 1 : 1.
struct Hint {
    x: f32,
    y: f32,
    module: f32,
    contrast: i16,
}

/// Looks for finder patterns. `scale`: pixels of the whole picture to one of the field; `bias`: how much darker than its neighbourhood dark is.
pub(super) fn search(field: &Field, scale: f32, bias: i16, found: &mut Vec<Finder>) {
    let mut hints = hints(field, bias);
    // The clearest first: noise passes often, too, and must not use up the looks.
    hints.sort_by_key(|h| core::cmp::Reverse(h.contrast));
    let mut here: Vec<Finder> = Vec::new();
    let mut looks = 0;
    for Hint { x, y, module, .. } in hints {
        let known = |f: &Finder| {
            (f.x - x).abs() < 1.2 * module
                && (f.y - y).abs() < 1.7 * module
                && (0.5..2.0).contains(&(f.module / module))
        };
        if here.iter().any(known) {
            continue;
        }
        looks += 1;
        if looks > MAX_LOOKS || here.len() > MAX_FOUND {
            break;
        }
        here.extend(look(field, x, y, module, f32::from(bias)));
    }
    for mut finder in here {
        for c in [&mut finder.x, &mut finder.y] {
            *c = (*c + 0.5) * scale - 0.5;
        }
        for c in [&mut finder.u.0, &mut finder.u.1, &mut finder.v.0, &mut finder.v.1] {
            *c /= scale;
        }
        finder.module *= scale;
        add(found, finder);
    }
}

fn hints(field: &Field, bias: i16) -> Vec<Hint> {
    let mut out = Vec::new();
    let mut edges: Vec<f32> = Vec::new();
    for (y, row) in field.d.chunks_exact(field.w).enumerate() {
        edges.clear();
        let mut dark = false; // edges alternate: light to dark first
        let mut before = 0i16;
        for (x, &d) in row.iter().enumerate() {
            let d = i16::from(d) + bias;
            if (d < 0) != dark {
                dark = !dark;
                edges.push(if x == 0 { 0.0 } else { x as f32 - f32::from(d) / f32::from(d - before) });
            }
            before = d;
        }
        if dark {
            edges.push(field.w as f32 - 0.5);
        }
        for e in edges.windows(6).step_by(2) {
            let module = (e[5] - e[0]) / 7.0;
            if module < 1.0
                || (e[3] - e[2] - 3.0 * module).abs() > 1.1 * module
                || [(0, 1), (1, 2), (3, 4), (4, 5)].iter().any(|&(a, b)| (e[b] - e[a] - module).abs() > 0.7 * module)
            {
                continue;
            }
            let level = |a: usize| {
                let middle = (e[a] + e[a + 1]) * 0.5 + 0.5;
                row.get(middle as usize).map_or(0, |d| i16::from(*d))
            };
            let contrast = level(1).min(level(3)) - level(0).max(level(2)).max(level(4));
            out.push(Hint { x: (e[2] + e[3]) * 0.5, y: y as f32, module, contrast });
        }
    }
    out
}

/// Adds a finder, or improves the one that is there already.
fn add(found: &mut Vec<Finder>, new: Finder) {
    let same = |f: &&mut Finder| {
        (f.x - new.x).abs().max((f.y - new.y).abs()) < 2.0 * f.module.min(new.module)
            && (0.6..1.7).contains(&(f.module / new.module))
    };
    match found.iter_mut().find(same) {
        Some(old) if old.score < new.score => *old = new,
        Some(_) => {}
        None => found.push(new),
    }
}

/// The distances at which a ray leaves the dark middle, enters the dark ring and leaves it.
fn ray(field: &Field, x: f32, y: f32, d: (f32, f32), module: f32, bias: f32) -> Option<[f32; 3]> {
    let step = (module * 0.25).clamp(0.35, 2.0);
    // In a finder pattern the edges are at 3 : 5 : 7; a ray that has gone much further than the last edge allows has left it.
    let mut limit = module * 4.0;
    let mut out = [0.0; 3];
    let mut at = 0;
    let mut before = field.at(x, y) + bias;
    if before >= 0.0 {
        return None;
    }
    let mut r = step;
    while r < limit {
        let (px, py) = (x + d.0 * r, y + d.1 * r);
        if !field.has(px, py) {
            return None;
        }
        let here = field.at(px, py) + bias;
        if (here < 0.0) != (before < 0.0) {
            let edge = r - step * here / (here - before);
            out[at] = edge;
            at += 1;
            if at == 3 {
                return Some(out);
            }
            limit = edge * if at == 1 { 2.6 } else { 2.0 };
        }
        before = here;
        r += step;
    }
    None
}

fn directions() -> impl Iterator<Item = (f32, f32)> {
    (0..RAYS).map(|k| {
        let angle = k as f32 * (core::f32::consts::TAU / RAYS as f32);
        (angle.cos(), angle.sin())
    })
}

/// True when edges are at 3 : 5 : 7, near enough.
fn good(r: &[f32; 3]) -> bool {
    (r[0] / r[2] - 0.43).abs() < 0.15 && (r[1] / r[2] - 0.71).abs() < 0.13
}

/// Looks at a candidate along rays, moving its middle to where opposite rays are of equal length.
fn look(field: &Field, mut x: f32, mut y: f32, module: f32, bias: f32) -> Option<Finder> {
    // First up and down, where a row alone cannot tell: most candidates end here.
    let up = ray(field, x, y, (0.0, -1.0), module * 1.6, bias)?;
    let down = ray(field, x, y, (0.0, 1.0), module * 1.6, bias)?;
    let tall = (up[2] + down[2]) / 7.0;
    if !(0.4..2.5).contains(&(tall / module)) || !good(&[0, 1, 2].map(|i| up[i] + down[i])) {
        return None;
    }
    y += (down[2] - up[2]) * 0.5;
    let size = module.max(tall);
    let some = directions().step_by(RAYS / 8).filter(|&d| ray(field, x, y, d, size, bias).is_some_and(|r| good(&r)));
    if some.count() < 4 {
        return None;
    }
    let mut points: Vec<(f32, f32)> = Vec::with_capacity(RAYS);
    for round in 0..3 {
        let rays: Vec<Option<[f32; 3]>> = directions().map(|d| ray(field, x, y, d, size, bias)).collect();
        if round < 2 {
            let (mut sx, mut sy, mut n) = (0.0, 0.0, 0.0f32);
            for (k, d) in directions().take(RAYS / 2).enumerate() {
                if let (Some(a), Some(b)) = (rays[k], rays[k + RAYS / 2])
                    && good(&a)
                    && good(&b)
                {
                    let off = (a[2] + a[1] + a[0] - b[2] - b[1] - b[0]) / 6.0;
                    sx += d.0 * off;
                    sy += d.1 * off;
                    n += 1.0;
                }
            }
            if n < 3.0 {
                // nothing to centre by yet: the counts below decide
                continue;
            }
            // The offsets of n evenly spread directions sum to n/2 times the shift.
            x += (sx * 2.0 / n).clamp(-module, module);
            y += (sy * 2.0 / n).clamp(-module, module);
            continue;
        }
        points.extend(directions().zip(&rays).filter_map(|(d, r)| r.filter(good).map(|r| (d.0 * r[2], d.1 * r[2]))));
    }
    if points.len() < RAYS * 5 / 8 {
        return None;
    }
    let (u, v, error) = fit(&points)?;
    let area = (u.0 * v.1 - u.1 * v.0).abs();
    if area <= 0.0 || error > 0.22 {
        return None;
    }
    let module = 1.0 / (area.sqrt() * 3.5);
    let score = points.len() as f32 / RAYS as f32 * (1.0 - error * 2.0);
    Some(Finder { x, y, module, u, v, score })
}

/// A vector in the plane.
type Vector = (f32, f32);

/// The parallelogram around the middle that comes nearest to the points: two vectors u, v with max(|u·p|, |v·p|) ≈ 1, and the error.
fn fit(points: &[Vector]) -> Option<(Vector, Vector, f32)> {
    let mean = points.iter().map(|p| p.0.hypot(p.1)).sum::<f32>() / points.len() as f32;
    let dot = |a: Vector, b: Vector| a.0 * b.0 + a.1 * b.1;
    let mut best: Option<(Vector, Vector, f32)> = None;
    for start in 0..4 {
        let angle = start as f32 * core::f32::consts::FRAC_PI_8;
        let size = 1.15 / mean;
        let mut u = (angle.cos() * size, angle.sin() * size);
        let mut v = (-u.1, u.0);
        for _ in 0..6 {
            let solve = |mine: Vector, other: Vector| {
                let (mut xx, mut xy, mut yy, mut bx, mut by) = (0.0, 0.0, 0.0, 0.0, 0.0);
                for &p in points.iter().filter(|p| dot(mine, **p).abs() >= dot(other, **p).abs()) {
                    let sign = dot(mine, p).signum();
                    xx += p.0 * p.0;
                    xy += p.0 * p.1;
                    yy += p.1 * p.1;
                    bx += sign * p.0;
                    by += sign * p.1;
                }
                let det = xx * yy - xy * xy;
                if det > 1e-3 { ((bx * yy - by * xy) / det, (by * xx - bx * xy) / det) } else { mine }
            };
            (u, v) = (solve(u, v), solve(v, u));
        }
        let square: f32 = points.iter().map(|&p| (dot(u, p).abs().max(dot(v, p).abs()) - 1.0).powi(2)).sum();
        let error = (square / points.len() as f32).sqrt();
        if error.is_finite() && best.is_none_or(|b| error < b.2) {
            best = Some((u, v, error));
        }
    }
    best
}
