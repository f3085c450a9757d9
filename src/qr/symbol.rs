//! What a QR symbol of each version looks like, and how its modules become codewords: ISO/IEC 18004:2015, clauses 6 and 7.

use super::{Level, bits, reed_solomon};

/// The highest version (177 × 177 modules).
pub(super) const MAX_VERSION: usize = 40;

/// Check codewords in each block, by level (L, M, Q, H) and version − 1 (table 9).
const CHECK: [[u8; 40]; 4] = [
    [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
];

/// Number of blocks, by level and version − 1 (table 9).
const BLOCKS: [[u8; 40]; 4] = [
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18,
        19, 19, 20, 21, 22, 24, 25,
    ],
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31,
        33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
    [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40,
        43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
    [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48,
        51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
];

/// What is known of a module before anything is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cell {
    /// Holds data.
    Data,
    /// Always light: part of a function pattern.
    Light,
    /// Always dark: part of a function pattern.
    Dark,
    /// Format or version information.
    Reserved,
}

/// The fixed part of a symbol of one version.
pub(super) struct Template {
    /// 1–40.
    pub version: usize,
    /// Modules along a side.
    pub dim: usize,
    /// Row by row.
    pub cells: Vec<Cell>,
}

/// The coordinates at which alignment patterns are centred, ascending; empty for version 1 (annex E).
pub(super) fn alignment_positions(version: usize) -> Vec<usize> {
    if version < 2 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = if version == 32 { 26 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
    let last = version * 4 + 10;
    let mut all: Vec<usize> = (0..count - 1).map(|i| last.saturating_sub(i * step)).collect();
    all.push(6);
    all.reverse();
    all
}

impl Template {
    /// The template of a version from 1 to 40.
    pub(super) fn new(version: usize) -> Self {
        let version = version.clamp(1, MAX_VERSION);
        let dim = version * 4 + 17;
        let mut t = Template { version, dim, cells: vec![Cell::Data; dim * dim] };
        for i in 8..dim - 8 {
            let cell = if i % 2 == 0 { Cell::Dark } else { Cell::Light };
            t.set(i, 6, cell);
            t.set(6, i, cell);
        }
        for i in 0..9 {
            t.set(i, 8, Cell::Reserved);
            t.set(8, i, Cell::Reserved);
        }
        for i in 0..8 {
            t.set(dim - 1 - i, 8, Cell::Reserved);
            t.set(8, dim - 1 - i, Cell::Reserved);
        }
        t.set(6, 8, Cell::Dark);
        t.set(8, 6, Cell::Dark);
        t.set(8, dim - 8, Cell::Dark);
        if version >= 7 {
            for i in 0..18 {
                t.set(i / 3, dim - 11 + i % 3, Cell::Reserved);
                t.set(dim - 11 + i % 3, i / 3, Cell::Reserved);
            }
        }
        for (ox, oy) in [(0, 0), (dim - 7, 0), (0, dim - 7)] {
            for y in 0..9 {
                for x in 0..9 {
                    // x and y run over the pattern and its separator, which reaches one module beyond it on either side
                    let (px, py) = ((ox + x).wrapping_sub(1), (oy + y).wrapping_sub(1));
                    if px < dim && py < dim {
                        let ring = (x as i32 - 4).abs().max((y as i32 - 4).abs());
                        t.set(px, py, if ring == 4 || ring == 2 { Cell::Light } else { Cell::Dark });
                    }
                }
            }
        }
        let positions = alignment_positions(version);
        for (i, &cy) in positions.iter().enumerate() {
            for (j, &cx) in positions.iter().enumerate() {
                let last = positions.len() - 1;
                if (i, j) == (0, 0) || (i, j) == (0, last) || (i, j) == (last, 0) {
                    continue;
                }
                for y in 0..5 {
                    for x in 0..5 {
                        let ring = (x as i32 - 2).abs().max((y as i32 - 2).abs());
                        t.set(cx + x - 2, cy + y - 2, if ring == 1 { Cell::Light } else { Cell::Dark });
                    }
                }
            }
        }
        t
    }

    fn set(&mut self, x: usize, y: usize, cell: Cell) {
        self.cells[y * self.dim + x] = cell;
    }

    /// The cell at column `x`, row `y`.
    pub(super) fn get(&self, x: usize, y: usize) -> Cell {
        self.cells[y * self.dim + x]
    }
}

/// The fifteen bits of format information for each of the 32 values (annex C).
fn format_word(value: u32) -> u32 {
    let mut rest = value;
    for _ in 0..10 {
        rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    }
    (value << 10 | rest) ^ 0x5412
}

/// True where mask `mask` inverts the module (table 10).
fn masked(mask: u32, x: usize, y: usize) -> bool {
    0 == match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    }
}

/// What a grid of modules says.
pub(super) struct Read {
    /// The message.
    pub bytes: Vec<u8>,
    /// The error correction level.
    pub level: Level,
}

/// Reads a grid: `soft` holds for each module of the template, row by row, how dark it is: above zero dark, below light, and the
/// further from zero the surer. `transpose` swaps rows and columns (a mirrored symbol).
pub(super) fn read(template: &Template, soft: &[f32], transpose: bool) -> Option<Read> {
    let dim = template.dim;
    if soft.len() != dim * dim {
        return None;
    }
    let at = |x: usize, y: usize| if transpose { soft[x * dim + y] } else { soft[y * dim + x] };

    // Format information: both copies together, the likeliest two of the 32 values.
    let mut score = [0f32; 32];
    for bit in 0..15 {
        let first = match bit {
            0..=5 => at(8, bit),
            6 => at(8, 7),
            7 => at(8, 8),
            8 => at(7, 8),
            _ => at(14 - bit, 8),
        };
        let second = if bit < 8 { at(dim - 1 - bit, 8) } else { at(8, dim - 15 + bit) };
        let sum = first.clamp(-1.0, 1.0) + second.clamp(-1.0, 1.0);
        for (value, s) in score.iter_mut().enumerate() {
            *s += if format_word(value as u32) >> bit & 1 == 1 { sum } else { -sum };
        }
    }
    let mut order: Vec<u32> = (0..32).collect();
    order.sort_by(|a, b| score[*b as usize].total_cmp(&score[*a as usize]));
    order.iter().take(2).find_map(|&format| {
        if score[format as usize] < 6.0 {
            return None; // of at most 30: chance reaches this rarely, and a readable symbol exceeds it by far
        }
        let level = [Level::M, Level::L, Level::H, Level::Q][(format >> 3) as usize];
        read_with(template, &at, level, format & 7)
    })
}

fn read_with(template: &Template, at: &dyn Fn(usize, usize) -> f32, level: Level, mask: u32) -> Option<Read> {
    let dim = template.dim;
    // Codewords with, for each, the certainty of its least certain bit.
    let mut words: Vec<(u8, f32)> = Vec::with_capacity(dim * dim / 8);
    let (mut word, mut sure, mut count) = (0u8, f32::MAX, 0);
    let mut right = dim - 1;
    let mut upward = true;
    loop {
        for step in 0..dim {
            let y = if upward { dim - 1 - step } else { step };
            for x in [right, right - 1] {
                if template.get(x, y) != Cell::Data {
                    continue;
                }
                let value = at(x, y);
                word = word << 1 | u8::from((value > 0.0) != masked(mask, x, y));
                sure = sure.min(value.abs());
                count += 1;
                if count == 8 {
                    words.push((word, sure));
                    (word, sure, count) = (0, f32::MAX, 0);
                }
            }
        }
        upward = !upward;
        right = match right {
            8 => 5, // column 6 is the timing pattern
            0..=2 => break,
            _ => right - 2,
        };
    }

    let row = match level {
        Level::L => 0,
        Level::M => 1,
        Level::Q => 2,
        Level::H => 3,
    };
    let check = usize::from(CHECK[row][template.version - 1]);
    let blocks = usize::from(BLOCKS[row][template.version - 1]);
    let total = words.len();
    let (short, longer) = (total / blocks, total % blocks); // the last `longer` blocks have one more data codeword
    if short <= check {
        return None;
    }
    let mut data = Vec::with_capacity(total);
    for b in 0..blocks {
        let extra = usize::from(b >= blocks - longer);
        let (mut block, mut trust) = (Vec::new(), Vec::new());
        for i in 0..short + extra {
            let index = if i < short - check {
                i * blocks + b
            } else if i < short - check + extra {
                (short - check) * blocks + b - (blocks - longer)
            } else {
                (short - check) * blocks + longer + (i - (short - check) - extra) * blocks + b
            };
            let (word, sure) = *words.get(index)?;
            block.push(word);
            trust.push(sure);
        }
        repair(&mut block, &trust, check)?;
        data.extend_from_slice(&block[..short + extra - check]);
    }
    Some(Read { bytes: bits::message(&data, template.version)?, level })
}

/// Corrects a block; when the errors alone are too many, the least certain codewords are given up as erased, two more at a time
/// (generalised minimum distance decoding). Two check codewords always stay unspent then, so that noise does not decode.
fn repair(block: &mut [u8], trust: &[f32], check: usize) -> Option<()> {
    if reed_solomon::correct(block, check, &[]).is_some() {
        return Some(());
    }
    let mut order: Vec<usize> = (0..block.len()).collect();
    order.sort_by(|a, b| trust[*a].total_cmp(&trust[*b]));
    for count in (2..=check.saturating_sub(4)).step_by(2) {
        let before = block.to_vec();
        match reed_solomon::correct(block, check, order.get(..count)?) {
            Some(errors) if 2 * errors + count + 2 <= check => return Some(()),
            Some(_) => block.copy_from_slice(&before),
            None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

    fn soft(code: &QrCode) -> Vec<f32> {
        let n = code.size();
        (0..n * n).map(|i| if code.get_module(i % n, i / n) { 1.0 } else { -1.0 }).collect()
    }

    /// Every version, level and mask of an independent encoder is read, mirrored or not, and with a few wrong modules.
    #[test]
    fn reads_every_version_level_and_mask() {
        let levels = [
            (QrCodeEcc::Low, Level::L),
            (QrCodeEcc::Medium, Level::M),
            (QrCodeEcc::Quartile, Level::Q),
            (QrCodeEcc::High, Level::H),
        ];
        for version in 1..=40u8 {
            let template = Template::new(version.into());
            for (ecc, level) in levels {
                let text = "Nguyễn 1".repeat(1 + usize::from(version) / 3);
                let segment =
                    QrSegment::make_bytes(&text.as_bytes()[..text.len().min(7 + 10 * usize::from(version - 1))]);
                let mask = Mask::new((version + row(level)) % 8);
                let code = QrCode::encode_segments_advanced(
                    std::slice::from_ref(&segment),
                    ecc,
                    Version::new(version),
                    Version::new(version),
                    Some(mask),
                    false,
                )
                .expect("fits");
                let mut grid = soft(&code);
                for (index, cell) in template.cells.iter().enumerate() {
                    match cell {
                        Cell::Dark => assert!(grid[index] > 0.0, "version {version}, module {index}"),
                        Cell::Light => assert!(grid[index] < 0.0, "version {version}, module {index}"),
                        _ => {}
                    }
                }
                let read_back = read(&template, &grid, false).expect("read");
                assert_eq!(read_back.level, level);
                assert_eq!(&text.as_bytes()[..read_back.bytes.len()], read_back.bytes, "version {version}");
                let side = template.dim;
                let mirrored: Vec<f32> = (0..side * side).map(|i| grid[i % side * side + i / side]).collect();
                assert_eq!(read(&template, &mirrored, true).map(|r| r.bytes), Some(read_back.bytes.clone()));
                let wrong = grid.len() - 1;
                grid[wrong] = -grid[wrong];
                assert_eq!(read(&template, &grid, false).map(|r| r.bytes), Some(read_back.bytes));
            }
        }
    }

    fn row(level: Level) -> u8 {
        match level {
            Level::L => 0,
            Level::M => 1,
            Level::Q => 2,
            Level::H => 3,
        }
    }

    /// Doubtful modules may be a fifth of the symbol: more than error correction alone repairs.
    #[test]
    fn uses_doubt() {
        let code = QrCode::encode_binary(&[b'x'; 120], QrCodeEcc::Medium).expect("fits");
        let template = Template::new(usize::from(code.version().value()));
        let mut grid = soft(&code);
        let n = template.dim;
        for y in n / 2..n / 2 + 8 {
            for x in 10..n - 5 {
                grid[y * n + x] = 0.01;
            }
        }
        assert_eq!(read(&template, &grid, false).map(|r| r.bytes), Some(vec![b'x'; 120]));
        assert!(read(&template, &vec![0.0; n * n], false).is_none());
        assert!(read(&template, &vec![1.0; n * n], false).is_none());
        assert!(read(&template, &[], false).is_none());
    }
}
