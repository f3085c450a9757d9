//! Reading QR codes from a grey picture (ISO/IEC 18004:2015, models 2, versions 1–40).
//!
//! Written for photos that people take of identity cards: dense symbols (versions 6–11), a few pixels a module, blurred, slanted, badly lit.
//! A picture is looked at in several sizes, then smoothed, then with light and dark exchanged, until a symbol is read; each step is more
//! costly and less often needed than the one before.
//!
//! Pure: a picture in, codes out. Nothing here panics or runs away on any input; the work per picture is bounded.

mod bits;
mod finder;
mod grid;
mod image;
mod reed_solomon;
mod symbol;

use finder::Finder;
use grid::RADIUS;
use grid::{Level as Picture, Light, Mesh, Samples};
use image::{Field, Gray};

/// The largest picture that is taken, in pixels: 4096 × 4096.
pub const MAX_PIXELS: usize = 4096 * 4096;

/// The longest side that is taken, in pixels.
pub const MAX_SIDE: usize = 16_384;

/// Why a picture cannot be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// Width × height is not the number of bytes given.
    Size {
        /// Bytes that width and height ask for (saturating).
        expected: usize,
        /// Bytes given.
        given: usize,
    },
    /// More than [`MAX_PIXELS`] or longer than [`MAX_SIDE`].
    TooLarge {
        /// Pixels across.
        width: usize,
        /// Pixels down.
        height: usize,
    },
}

impl Error {
    /// The stable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Size { .. } => "qr.size",
            Error::TooLarge { .. } => "qr.too_large",
        }
    }
}

/// A grey picture: one byte a pixel, row by row from the top, 0 black.
#[derive(Clone, Copy)]
pub struct Luma<'a> {
    width: usize,
    height: usize,
    data: &'a [u8],
}

impl<'a> Luma<'a> {
    /// A view of the bytes. Errors when they are not `width` × `height` or exceed the limits.
    pub fn new(width: usize, height: usize, data: &'a [u8]) -> Result<Self, Error> {
        if width > MAX_SIDE || height > MAX_SIDE || width.saturating_mul(height) > MAX_PIXELS {
            return Err(Error::TooLarge { width, height });
        }
        if width * height != data.len() {
            return Err(Error::Size { expected: width * height, given: data.len() });
        }
        Ok(Luma { width, height, data })
    }
}

/// How hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// A frame of a video: the next one comes soon.
    Frame,
    /// A picture that the person chose: everything is tried.
    Picture,
}

/// Error correction level of a symbol: about 7, 15, 25 or 30 % of it may be lost (ISO/IEC 18004:2015, 6.5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 7 %.
    L,
    /// 15 %.
    M,
    /// 25 %.
    Q,
    /// 30 %.
    H,
}

/// A code that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// The message as it stands in the symbol.
    pub bytes: Vec<u8>,
    /// The symbol's corners in pixels, x to the right and y down: the one between the two other finder patterns first, then clockwise
    /// as the symbol is printed (upper right, lower right, lower left).
    pub corners: [(f32, f32); 4],
    /// 1–40.
    pub version: u8,
    /// How much of it could have been lost.
    pub level: Level,
}

impl Code {
    /// The message as text: UTF-8, which is what the cards hold. `None` when it is not.
    ///
    /// ISO/IEC 18004 has ISO-8859-1 as the default; readers that follow it or guess (Shift JIS, Windows-1252) show "Nguyá»…n".
    pub fn text(&self) -> Option<&str> {
        core::str::from_utf8(&self.bytes).ok()
    }

    /// True when the point lies within the symbol's corners.
    fn covers(&self, x: f32, y: f32) -> bool {
        let c = &self.corners;
        let side = |i: usize| {
            let ((ax, ay), (bx, by)) = (c[i], c[(i + 1) % 4]);
            (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        };
        (0..4).all(|i| side(i) > 0.0) || (0..4).all(|i| side(i) < 0.0)
    }
}

/// What was found in a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded {
    /// Every code that was read, the largest first.
    pub codes: Vec<Code>,
    /// A symbol is there, but could not be read: worth telling the person to come closer or hold still.
    pub unreadable: bool,
}

/// The most codes that are read from one picture.
const MAX_CODES: usize = 16;

/// Reads all QR codes in a picture.
///
/// ```
/// use troly::qr::{Effort, Luma, decode};
/// let white = vec![255; 64 * 48];
/// let picture = Luma::new(64, 48, &white).expect("64 × 48 bytes");
/// assert!(decode(picture, Effort::Picture).codes.is_empty());
/// ```
pub fn decode(picture: Luma, effort: Effort) -> Decoded {
    let mut out = Decoded::default();
    if picture.width < 21 || picture.height < 21 {
        return out; // smaller than the smallest symbol
    }
    let base = Gray::stretched(picture.width, picture.height, picture.data);
    let mut search = Search::new(&base);
    for stage in Stage::ALL {
        if effort == Effort::Frame && *stage as usize > Stage::Smooth as usize {
            break;
        }
        search.stage(*stage, &mut out);
        if !out.codes.is_empty() && !out.unreadable {
            break;
        }
    }
    let size = |c: &Code| {
        let [a, b, ..] = c.corners;
        (a.0 - b.0).hypot(a.1 - b.1)
    };
    out.codes.sort_by(|a, b| size(b).total_cmp(&size(a)));
    out
}

/// What is tried, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// As it is, in sizes up to about two megapixels.
    Plain,
    /// The same, smoothed: noise.
    Smooth,
    /// The full size of a large picture.
    Fine,
    /// Twice the size, for a small picture with few pixels a module.
    Double,
    /// Thresholds that favour dark or light.
    Biased,
    /// Light on dark.
    Inverted,
}

impl Stage {
    const ALL: &[Stage] = &[Stage::Plain, Stage::Smooth, Stage::Fine, Stage::Double, Stage::Biased, Stage::Inverted];
}

/// Pictures above this many pixels are first looked at in a smaller size.
const COARSE: usize = 2_200_000;

/// Pictures up to this many pixels are worth doubling.
const SMALL: usize = 1_100_000;

/// Limits for one picture, so that one full of finder patterns costs little more than another.
const MAX_LOOKS: usize = 150;
const MAX_FAILURES: usize = 6;

struct Search {
    /// Halved again and again.
    levels: Vec<Picture>,
    /// Where the sizes up to [`COARSE`] begin.
    coarse: usize,
    finders: Vec<Finder>,
    /// Triples that have been tried, by the places of their finders.
    tried: Vec<[(i32, i32); 3]>,
    looks: usize,
    /// Triples that looked like a symbol and could not be read.
    failures: usize,
    /// The clearest of them, by the places of their finders.
    unread: Vec<[(f32, f32); 3]>,
}

impl Search {
    fn new(base: &Gray) -> Self {
        let mut levels = Vec::new();
        let mut gray = base.clone();
        let mut scale = 1.0;
        loop {
            let next = (gray.w.min(gray.h) >= 96).then(|| gray.half());
            levels.push(Picture::new(gray, scale));
            match next {
                Some(half) => gray = half,
                None => break,
            }
            scale *= 2.0;
        }
        let coarse = levels.iter().position(|l| l.gray.px.len() <= COARSE).unwrap_or(0);
        Search { levels, coarse, finders: Vec::new(), tried: Vec::new(), looks: 0, failures: 0, unread: Vec::new() }
    }

    fn stage(&mut self, stage: Stage, out: &mut Decoded) {
        let coarse = self.coarse;
        match stage {
            Stage::Plain => {
                for level in &self.levels[coarse..] {
                    finder::search(level.field(), level.scale, 2, &mut self.finders);
                }
            }
            Stage::Smooth => {
                for level in &self.levels[coarse..] {
                    let field = Field::new(&level.gray.smooth(2), RADIUS);
                    finder::search(&field, level.scale, 1, &mut self.finders);
                }
            }
            Stage::Fine => {
                for level in &self.levels[..coarse] {
                    finder::search(level.field(), level.scale, 2, &mut self.finders);
                }
            }
            Stage::Double => {
                let Some(level) = self.levels.first().filter(|l| l.gray.px.len() <= SMALL) else { return };
                let field = Field::new(&level.gray.double(), RADIUS);
                finder::search(&field, 0.5, 1, &mut self.finders);
            }
            Stage::Biased => {
                for level in &self.levels[coarse..] {
                    finder::search(level.field(), level.scale, 12, &mut self.finders);
                    finder::search(level.field(), level.scale, -8, &mut self.finders);
                }
            }
            Stage::Inverted => {
                let inverted: Vec<Picture> =
                    self.levels[coarse..].iter().map(|l| Picture::new(l.gray.inverted(), l.scale)).collect();
                self.levels = inverted;
                self.coarse = 0;
                self.finders.clear();
                self.tried.clear();
                for level in &self.levels {
                    finder::search(level.field(), level.scale, 2, &mut self.finders);
                }
            }
        }
        self.read(out);
    }

    /// Tries the triples of the finders found so far.
    fn read(&mut self, out: &mut Decoded) {
        let mut finders = self.finders.clone();
        finders.sort_by(|a, b| b.score.total_cmp(&a.score));
        finders.truncate(40);
        let mut used: Vec<bool> = finders.iter().map(|f| out.codes.iter().any(|c| c.covers(f.x, f.y))).collect();
        for triple in grid::triples(&finders) {
            if triple.at.iter().any(|&i| used[i]) {
                continue;
            }
            let place = triple.at.map(|i| (finders[i].x as i32, finders[i].y as i32));
            if self.tried.contains(&place) {
                continue;
            }
            if self.looks >= MAX_LOOKS || self.failures >= MAX_FAILURES || out.codes.len() >= MAX_CODES {
                break;
            }
            self.looks += 1;
            self.tried.push(place);
            let module = triple.at.iter().map(|&i| finders[i].module).fold(f32::MAX, f32::min);
            let level = self.levels.iter().rev().find(|l| module / l.scale >= 3.0).or(self.levels.first());
            let Some(level) = level else { continue };
            let mut shapes: Vec<grid::Found> = grid::candidates(level, &finders, &triple)
                .into_iter()
                .map(|(version, warp, _)| grid::refine(level, version, warp))
                .filter(|found| found.score > 0.4)
                .collect();
            shapes.sort_by(|a, b| b.score.total_cmp(&a.score));
            let best = shapes.first().map_or(0.0, |found| found.score);
            // Of the wrong size, a symbol's patterns fit far worse; trying to read that would be most of the work
            let seen = shapes.iter().filter(|f| f.score > 0.8 * best).find_map(|found| read_found(level, found));
            match seen {
                Some(code) => {
                    for (used, f) in used.iter_mut().zip(&finders) {
                        *used |= code.covers(f.x, f.y);
                    }
                    triple.at.iter().for_each(|&i| used[i] = true);
                    out.codes.push(code);
                }
                None if best > 0.0 => {
                    self.failures += 1;
                    if best > 0.6 {
                        self.unread.push(triple.at.map(|i| (finders[i].x, finders[i].y)));
                    }
                }
                None => {}
            }
        }
        // A triple mixed from two symbols does not count once one of these is read.
        let read = |&(x, y): &(f32, f32)| out.codes.iter().any(|c| c.covers(x, y));
        out.unreadable = self.unread.iter().any(|triple| !triple.iter().any(read));
    }
}

/// Samples a symbol in several ways until one can be read.
fn read_found(level: &Picture, found: &grid::Found) -> Option<Code> {
    let template = &found.template;
    let mut result = None;
    'all: for curved in [false, true] {
        if curved && template.version < 7 {
            break; // has one alignment pattern, and the projection already goes through it
        }
        let mesh = if curved { Mesh::measured(level, found) } else { Mesh::flat() };
        for (light, spread) in [(Light::Smooth, 0.25), (Light::Patchy, 0.25), (Light::Smooth, 0.1)] {
            let samples = Samples::new(level, found, &mesh, light, spread);
            let mut soft = samples.plain();
            for step in 0..4 {
                let next = match step {
                    0 => None,
                    3 => samples.detected(template, &soft),
                    reach => samples.equalised(template, reach),
                };
                soft = next.unwrap_or(soft);
                for mirrored in [false, true] {
                    result = symbol::read(template, &soft, mirrored);
                    if result.is_some() {
                        break 'all;
                    }
                }
            }
        }
    }
    let read = result?;
    let d = template.dim as f32;
    let full = |(x, y): (f32, f32)| ((x + 0.5) * level.scale - 0.5, (y + 0.5) * level.scale - 0.5);
    let corners = [(0.0, 0.0), (d, 0.0), (d, d), (0.0, d)].map(|(x, y)| full(found.warp.map(x, y)));
    Some(Code { bytes: read.bytes, corners, version: template.version as u8, level: read.level })
}
