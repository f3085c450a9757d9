//! Pictures of identity-card QR codes, generated: the same seed gives the same picture everywhere.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// A small generator of pseudo-random numbers (SplitMix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// From `a` to `b`.
    pub fn range(&mut self, a: f32, b: f32) -> f32 {
        a + (b - a) * self.unit()
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// Normally distributed, near enough: the sum of four uniform numbers.
    fn normal(&mut self) -> f32 {
        let bits = self.next();
        let sum = (0..4).map(|i| (bits >> (16 * i) & 0xFFFF) as f32).sum::<f32>() / 65536.0;
        (sum - 2.0) * 1.732
    }
}

/// The text of a synthetic card: seven fields (2021) or eleven (2024).
pub fn payload(random: &mut Random, eleven: bool) -> String {
    let family = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Dương"];
    let middle = ["Thị", "Văn", "Hữu", "Đức", "Ngọc", "Thị Mỹ", "Quốc", "Minh", "Thị Thuỳ", "Xuân"];
    let given = ["An", "Bình", "Châu", "Dũng", "Hạnh", "Khôi", "Linh", "Nghĩa", "Phượng", "Quỳnh", "Trang", "Vỹ"];
    let road = ["Nguyễn Huệ", "Trần Hưng Đạo", "Cách Mạng Tháng Tám", "Lý Thường Kiệt", "Điện Biên Phủ", "Võ Thị Sáu"];
    let old = [
        "Bến Nghé, Quận 1, TP. Hồ Chí Minh",
        "Thanh Bình, Ninh Giang, Hải Dương",
        "Tân Lập, Thành phố Buôn Ma Thuột, Đắk Lắk",
        "Xã Vĩnh Lộc A, Huyện Bình Chánh, TP. Hồ Chí Minh",
        "Thị trấn Phùng, Đan Phượng, Hà Nội",
    ];
    let new = ["Sài Gòn, TP. Hồ Chí Minh", "Phường Cửa Nam, Hà Nội", "Xã Ninh Giang, Hải Phòng", "Hoà Cường, Đà Nẵng"];
    let province = ["001", "079", "030", "066", "048", "092", "038"];
    let female = random.below(2);
    let year = 1950 + random.below(60);
    let id = |r: &mut Random, year: usize| {
        format!(
            "{}{}{:02}{:06}",
            r.pick(&province),
            female + if year < 2000 { 0 } else { 2 },
            year % 100,
            r.below(1_000_000)
        )
    };
    let name = |r: &mut Random| format!("{} {} {}", r.pick(&family), r.pick(&middle), r.pick(&given));
    let date = |r: &mut Random, year: usize| format!("{:02}{:02}{year}", 1 + r.below(28), 1 + r.below(12));
    let number = random.below(400) + 1;
    let address = match random.below(3) {
        0 => format!("Thôn {}", random.below(9) + 1),
        1 => format!("{number}/{} {}", random.below(60) + 1, random.pick(&road)),
        _ => format!("Tổ {}, Khu phố {}, {number} {}", random.below(40) + 1, random.below(9) + 1, random.pick(&road)),
    };
    let former = if random.below(2) == 0 { format!("{:09}", random.below(1_000_000_000)) } else { String::new() };
    let sex = if female == 1 { "Nữ" } else { "Nam" };
    let mut fields = vec![id(random, year), former, name(random), date(random, year), sex.to_owned()];
    fields.push(format!("{address}, {}", random.pick(if eleven { &new } else { &old })));
    fields.push(if eleven { date(random, 2025) } else { date(random, 2022) });
    if eleven {
        let child = random.below(3) == 0;
        let parent = |r: &mut Random| if child { name(r) } else { String::new() };
        fields.extend([String::new(), String::new(), parent(random), parent(random)]);
    }
    fields.join("|")
}

/// Pixels of the drawing to a module.
const FINE: usize = 8;

/// A drawn card: paper, print, and the code.
pub struct Card {
    pub text: String,
    w: usize,
    h: usize,
    px: Vec<u8>,
    /// Modules along a side of the code, and where its upper left corner is in the drawing.
    pub dim: usize,
    at: (usize, usize),
}

impl Card {
    /// A card; `plain` leaves out the print around the code (a screenshot of the code alone).
    pub fn new(random: &mut Random, plain: bool) -> Self {
        let eleven = random.below(2) == 0;
        let text = payload(random, eleven);
        let level = [QrCodeEcc::Low, QrCodeEcc::Medium, QrCodeEcc::Medium, QrCodeEcc::Quartile][random.below(4)];
        let segment = [QrSegment::make_bytes(text.as_bytes())];
        let mask = Some(Mask::new(random.below(8) as u8));
        let code = QrCode::encode_segments_advanced(&segment, level, Version::MIN, Version::MAX, mask, false)
            .expect("a card's text fits");
        let dim = code.size() as usize;
        let side = dim * FINE;
        let quiet = FINE * (2 + random.below(3));
        let (w, h, at) = if plain {
            (side + 2 * quiet + 40, side + 2 * quiet + 40, (quiet + 20, quiet + 20))
        } else {
            (side * 4, side * 5 / 2, (side * 14 / 5, side / 4 + random.below(side / 8)))
        };
        let mut card = Card { text, w, h, px: vec![255; w * h], dim, at };
        if !plain {
            card.print(random, side);
        }
        card.fill(at.0 - quiet, at.1 - quiet, side + 2 * quiet, side + 2 * quiet, 245);
        for y in 0..dim {
            for x in 0..dim {
                if code.get_module(x as i32, y as i32) {
                    card.fill(at.0 + x * FINE, at.1 + y * FINE, FINE, FINE, 22);
                }
            }
        }
        card
    }

    fn fill(&mut self, x: usize, y: usize, w: usize, h: usize, value: u8) {
        for j in y..(y + h).min(self.h) {
            self.px[j * self.w + x.min(self.w)..j * self.w + (x + w).min(self.w)].fill(value);
        }
    }

    /// Guilloche, a portrait, an emblem, and lines of something like letters, some close to the code.
    fn print(&mut self, random: &mut Random, side: usize) {
        let (fa, fb) = (random.range(0.01, 0.03), random.range(0.01, 0.04));
        for y in 0..self.h {
            for x in 0..self.w {
                let (fx, fy) = (x as f32, y as f32);
                let wave = (fx * fa + (fy * 0.013).sin() * 4.0).sin() * (fy * fb + (fx * 0.009).sin() * 5.0).cos();
                self.px[y * self.w + x] = (212.0 + 16.0 * wave + fx / self.w as f32 * 14.0) as u8;
            }
        }
        self.fill(side / 4, side * 7 / 10, side * 4 / 5, side * 11 / 10, 190);
        for _ in 0..160 {
            let (x, y) = (side / 4 + random.below(side * 7 / 10), side * 7 / 10 + random.below(side));
            let shade = 60 + random.below(150) as u8;
            self.fill(x, y, side / 12, side / 12, shade);
        }
        let mut line = |x: usize, y: usize, size: usize, letters: usize, ink: u8| {
            for letter in 0..letters {
                if random.below(6) == 0 {
                    continue;
                }
                let shape = random.below(1 << 30) as u64 | (random.below(1 << 30) as u64) << 30;
                for bit in 0..35 {
                    if shape >> bit & 1 == 1 {
                        self.fill(x + (letter * 6 + bit % 5) * size, y + bit / 5 * size, size, size, ink);
                    }
                }
            }
        };
        line(side * 6 / 5, side / 5, side / 60, 26, 60);
        line(side * 6 / 5, side * 2 / 5, side / 40, 16, 150);
        for i in 0..6 {
            line(side * 5 / 4, side * (14 + 2 * i) / 10 - side / 3, side / 50, if i < 2 { 20 } else { 40 }, 50);
        }
        line(side * 27 / 10, side * 15 / 10, side / 50, 10, 40);
    }

    /// The grey value at a point in modules of the code, (0, 0) its upper left corner; beyond the card, the table.
    fn at(&self, mx: f32, my: f32, table: f32) -> f32 {
        let (x, y) = (mx * FINE as f32 + self.at.0 as f32 - 0.5, my * FINE as f32 + self.at.1 as f32 - 0.5);
        if x < 0.0 || y < 0.0 || x >= (self.w - 1) as f32 || y >= (self.h - 1) as f32 {
            return table;
        }
        let (i, j) = (x as usize, y as usize);
        let (fx, fy) = (x - i as f32, y - j as f32);
        let p = |i: usize, j: usize| f32::from(self.px[j * self.w + i]);
        let (a, b) = (p(i, j) + (p(i + 1, j) - p(i, j)) * fx, p(i, j + 1) + (p(i + 1, j + 1) - p(i, j + 1)) * fx);
        a + (b - a) * fy
    }
}

/// How a picture is taken and what goes wrong.
#[derive(Clone, Debug)]
pub struct Shot {
    pub width: usize,
    pub height: usize,
    /// Pixels a module in the middle of the code.
    pub module: f32,
    /// Degrees in the plane of the picture, then out of it around the horizontal and the vertical axis.
    pub turn: f32,
    pub pitch: f32,
    pub yaw: f32,
    /// Distance of the camera, in sides of the code.
    pub distance: f32,
    /// Where the middle of the code is, in fractions of the picture.
    pub place: (f32, f32),
    /// Standard deviation of a Gaussian blur, in modules.
    pub blur: f32,
    /// Length of the motion, in modules, and its direction in degrees.
    pub motion: (f32, f32),
    /// Brightness falls to this fraction across the code.
    pub shade: f32,
    /// The edge of a shadow across the code; 1 is none.
    pub shadow: f32,
    /// Radius of a reflection, in modules; 0 none.
    pub glare: f32,
    /// The grey levels of black and white.
    pub tones: (f32, f32),
    /// Standard deviation of the sensor's noise, in grey levels.
    pub noise: f32,
    /// JPEG quality; 0 is lossless.
    pub jpeg: u8,
    /// Lens distortion: modules of displacement at the code's corner.
    pub bend: f32,
}

impl Shot {
    /// A good picture.
    pub fn good() -> Self {
        Shot {
            width: 640,
            height: 480,
            module: 4.0,
            turn: 0.0,
            pitch: 0.0,
            yaw: 0.0,
            distance: 8.0,
            place: (0.5, 0.5),
            blur: 0.1,
            motion: (0.0, 0.0),
            shade: 1.0,
            shadow: 1.0,
            glare: 0.0,
            tones: (10.0, 240.0),
            noise: 2.0,
            jpeg: 0,
            bend: 0.0,
        }
    }
}

/// A finished picture.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub px: Vec<u8>,
    pub text: String,
    /// All of the code is in the frame.
    pub whole: bool,
}

type Matrix = [[f32; 3]; 3];

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let mut out = [[0.0; 3]; 3];
    for (i, row) in out.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            *cell = (0..3).map(|k| a[i][k] * b[k][j]).sum();
        }
    }
    out
}

fn inverse(m: &Matrix) -> Matrix {
    let c = |i: usize, j: usize| {
        let (a, b, c, d) = ((i + 1) % 3, (i + 2) % 3, (j + 1) % 3, (j + 2) % 3);
        m[a][c] * m[b][d] - m[a][d] * m[b][c]
    };
    let det = m[0][0] * c(0, 0) + m[0][1] * c(0, 1) + m[0][2] * c(0, 2);
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| c(j, i) / det))
}

fn apply(m: &Matrix, x: f32, y: f32) -> (f32, f32) {
    let w = m[2][0] * x + m[2][1] * y + m[2][2];
    ((m[0][0] * x + m[0][1] * y + m[0][2]) / w, (m[1][0] * x + m[1][1] * y + m[1][2]) / w)
}

/// Takes the picture.
pub fn shoot(card: &Card, shot: &Shot, random: &mut Random) -> Picture {
    let (w, h) = (shot.width, shot.height);
    let dim = card.dim as f32;
    let turn = |degrees: f32| degrees.to_radians().sin_cos();
    let ((sz, cz), (sx, cx), (sy, cy)) = (turn(shot.turn), turn(shot.pitch), turn(shot.yaw));
    let rotation = product(
        &[[cz, -sz, 0.0], [sz, cz, 0.0], [0.0, 0.0, 1.0]],
        &product(&[[1.0, 0.0, 0.0], [0.0, cx, -sx], [0.0, sx, cx]], &[[cy, 0.0, sy], [0.0, 1.0, 0.0], [-sy, 0.0, cy]]),
    );
    // Modules around the code's middle → pixels: turn, move away, project.
    let far = shot.distance * dim;
    let focus = shot.module * far;
    let (px, py) = (shot.place.0 * w as f32, shot.place.1 * h as f32);
    let camera = [[focus, 0.0, px], [0.0, focus, py], [0.0, 0.0, 1.0]];
    let plane = [0, 1, 2].map(|i| [rotation[i][0], rotation[i][1], if i == 2 { far } else { 0.0 }]);
    let forward = product(&camera, &plane);
    let back = inverse(&forward);

    let (table, grain) = (random.range(60.0, 150.0), random.range(2.0, 18.0));
    let (ga, gb) = (random.range(0.02, 0.2), random.range(0.01, 0.05));
    let bend = shot.bend / (dim * 0.5);
    let steps = if shot.module < 4.5 { 3 } else { 2 };
    let mut image = vec![0f32; w * h];
    for y in 0..h {
        for x in 0..w {
            let wood = ((x as f32 * gb + (y as f32 * 0.011).sin() * 3.0) * 2.0 + (y as f32 * ga).sin()).sin() * grain;
            let mut sum = 0.0;
            for j in 0..steps {
                for i in 0..steps {
                    let at = |p: usize, k: usize| p as f32 + (k as f32 + 0.5) / steps as f32 - 0.5;
                    let (u, v) = apply(&back, at(x, i), at(y, j));
                    let r = (u * u + v * v) / (dim * dim * 0.5);
                    let k = 1.0 + bend * r;
                    sum += card.at(u * k + dim * 0.5, v * k + dim * 0.5, table + wood);
                }
            }
            image[y * w + x] = sum / (steps * steps) as f32;
        }
    }
    // Light.
    let side = shot.module * dim;
    let angle = random.range(0.0, std::f32::consts::TAU);
    let (ca, sa) = (angle.cos(), angle.sin());
    let spot = (px + random.range(-0.3, 0.3) * side, py + random.range(-0.3, 0.3) * side);
    let edge = random.range(-0.25, 0.25) * side;
    for y in 0..h {
        for x in 0..w {
            let (dx, dy) = (x as f32 - px, y as f32 - py);
            let along = dx * ca + dy * sa;
            let t = (along / side + 0.5).clamp(-0.5, 1.5);
            let mut light = shot.shade.powf(t);
            let soft = ((along - edge) / (2.0 * shot.module) + 0.5).clamp(0.0, 1.0);
            light *= 1.0 + (shot.shadow - 1.0) * soft;
            let p = &mut image[y * w + x];
            *p *= light;
            if shot.glare > 0.0 {
                let r = (x as f32 - spot.0).hypot(y as f32 - spot.1) / (shot.glare * shot.module);
                *p += 330.0 * (-r * r * r).exp();
            }
            *p = p.min(255.0);
        }
    }
    // Lens and hand.
    blur(&mut image, w, h, shot.blur * shot.module);
    if shot.motion.0 > 0.0 {
        let length = shot.motion.0 * shot.module;
        let (s, c) = turn(shot.motion.1);
        let taps = (length * 2.0).ceil() as i32 + 1;
        let source = image.clone();
        for y in 0..h {
            for x in 0..w {
                let mut sum = 0.0;
                for t in 0..taps {
                    let d = (t as f32 / (taps - 1) as f32 - 0.5) * length;
                    let (fx, fy) =
                        ((x as f32 + d * c).clamp(0.0, (w - 2) as f32), (y as f32 + d * s).clamp(0.0, (h - 2) as f32));
                    let (i, j) = (fx as usize, fy as usize);
                    let (ax, ay) = (fx - i as f32, fy - j as f32);
                    let o = j * w + i;
                    let (a, b) = (
                        source[o] * (1.0 - ax) + source[o + 1] * ax,
                        source[o + w] * (1.0 - ax) + source[o + w + 1] * ax,
                    );
                    sum += a * (1.0 - ay) + b * ay;
                }
                image[y * w + x] = sum / taps as f32;
            }
        }
    }
    // Sensor.
    let (black, white) = shot.tones;
    let mut px8: Vec<u8> = image
        .iter()
        .map(|v| (black + v / 255.0 * (white - black) + random.normal() * shot.noise).round().clamp(0.0, 255.0) as u8)
        .collect();
    if shot.jpeg > 0 {
        compress(&mut px8, w, h, shot.jpeg);
    }
    let half = dim * 0.5;
    let whole = [(-half, -half), (half, -half), (half, half), (-half, half)].iter().all(|&(x, y)| {
        let (x, y) = apply(&forward, x, y);
        x >= 0.0 && y >= 0.0 && x <= (w - 1) as f32 && y <= (h - 1) as f32
    });
    Picture { width: w, height: h, px: px8, text: card.text.clone(), whole }
}

fn blur(image: &mut [f32], w: usize, h: usize, sigma: f32) {
    let reach = (sigma * 3.0).ceil() as i32;
    if reach < 1 {
        return;
    }
    let mut kernel: Vec<f32> = (-reach..=reach).map(|k| (-(k * k) as f32 / (2.0 * sigma * sigma)).exp()).collect();
    let total: f32 = kernel.iter().sum();
    kernel.iter_mut().for_each(|k| *k /= total);
    let mut other = image.to_vec();
    for y in 0..h {
        for x in 0..w {
            other[y * w + x] = (-reach..=reach)
                .zip(&kernel)
                .map(|(k, weight)| image[y * w + (x as i32 + k).clamp(0, w as i32 - 1) as usize] * weight)
                .sum();
        }
    }
    for y in 0..h {
        let rows: Vec<(usize, f32)> = (-reach..=reach)
            .zip(&kernel)
            .map(|(k, weight)| ((y as i32 + k).clamp(0, h as i32 - 1) as usize, *weight))
            .collect();
        for x in 0..w {
            image[y * w + x] = rows.iter().map(|(r, weight)| other[r * w + x] * weight).sum();
        }
    }
}

/// What JPEG does to grey: the luminance table of ITU-T T.81, annex K, scaled to a quality as is usual.
fn compress(px: &mut [u8], w: usize, h: usize, quality: u8) {
    const TABLE: [u16; 64] = [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];
    let q = u32::from(quality.clamp(1, 100));
    let scale = if q < 50 { 5000 / q } else { 200 - 2 * q };
    let steps = TABLE.map(|t| ((u32::from(t) * scale + 50) / 100).clamp(1, 255) as f32);
    let mut basis = [[0f32; 8]; 8];
    for (k, row) in basis.iter_mut().enumerate() {
        for (n, cell) in row.iter_mut().enumerate() {
            let norm = if k == 0 { 0.125f32.sqrt() } else { 0.5 };
            *cell = norm * ((2 * n + 1) as f32 * k as f32 * std::f32::consts::PI / 16.0).cos();
        }
    }
    for by in (0..h).step_by(8) {
        for bx in (0..w).step_by(8) {
            let mut block = [[0f32; 8]; 8];
            for (j, row) in block.iter_mut().enumerate() {
                for (i, cell) in row.iter_mut().enumerate() {
                    *cell = f32::from(px[(by + j).min(h - 1) * w + (bx + i).min(w - 1)]) - 128.0;
                }
            }
            let turn = |m: &[[f32; 8]; 8], back: bool| {
                // one dimension, transposed: twice makes both
                let mut out = [[0f32; 8]; 8];
                for (j, row) in m.iter().enumerate() {
                    for k in 0..8 {
                        out[k][j] = (0..8).map(|n| row[n] * if back { basis[n][k] } else { basis[k][n] }).sum();
                    }
                }
                out
            };
            let mut waves = turn(&turn(&block, false), false);
            for (i, wave) in waves.iter_mut().flatten().enumerate() {
                *wave = (*wave / steps[i]).round() * steps[i];
            }
            let block = turn(&turn(&waves, true), true);
            for (j, row) in block.iter().enumerate().take(h - by.min(h)) {
                for (i, cell) in row.iter().enumerate().take(w - bx) {
                    px[(by + j) * w + bx + i] = (cell + 128.0).round().clamp(0.0, 255.0) as u8;
                }
            }
        }
    }
}
