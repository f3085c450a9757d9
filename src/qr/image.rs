//! Grey pictures and what is done to them before anything is looked for.

/// A grey picture of our own.
#[derive(Clone)]
pub(super) struct Gray {
    pub w: usize,
    pub h: usize,
    pub px: Vec<u8>,
}

impl Gray {
    /// A copy with the darkest 0.2 % black and the brightest 0.2 % white: a photo in bad light has few grey levels, and halving it would lose more.
    pub(super) fn stretched(w: usize, h: usize, px: &[u8]) -> Self {
        let mut histogram = [0usize; 256];
        for &p in px.iter().step_by(1 + px.len() / 500_000) {
            histogram[usize::from(p)] += 1;
        }
        let cut = histogram.iter().sum::<usize>() / 500;
        let mut seen = 0;
        let mut reached = |&level: &usize| {
            seen += histogram[level];
            seen > cut
        };
        let low = (0..256).find(&mut reached).unwrap_or(0);
        seen = 0;
        let mut reached = |&level: &usize| {
            seen += histogram[level];
            seen > cut
        };
        let high = (0..256).rev().find(&mut reached).unwrap_or(255);
        let range = high.saturating_sub(low).max(16); // 16 levels or fewer are noise, not a picture
        let table: Vec<u8> = (0..256usize).map(|l| (l.saturating_sub(low) * 255 / range).min(255) as u8).collect();
        Gray { w, h, px: px.iter().map(|&p| table[usize::from(p)]).collect() }
    }

    /// Half the size, each pixel the mean of four.
    pub(super) fn half(&self) -> Self {
        let (w, h) = (self.w / 2, self.h / 2);
        let mut px = Vec::with_capacity(w * h);
        for y in 0..h {
            let top = &self.px[2 * y * self.w..][..2 * w];
            let bottom = &self.px[(2 * y + 1) * self.w..][..2 * w];
            px.extend(
                top.chunks_exact(2).zip(bottom.chunks_exact(2)).map(|(a, b)| {
                    ((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) / 4) as u8
                }),
            );
        }
        Gray { w, h, px }
    }

    /// Twice the size, interpolated.
    pub(super) fn double(&self) -> Self {
        let (w, h) = (self.w * 2, self.h * 2);
        let mut px = Vec::with_capacity(w * h);
        for y in 0..h {
            for x in 0..w {
                px.push(self.at(x as f32 * 0.5 - 0.25, y as f32 * 0.5 - 0.25) as u8);
            }
        }
        Gray { w, h, px }
    }

    /// Each pixel the mean of its neighbourhood, weighted 1-2-1 in both directions, `rounds` times over.
    pub(super) fn smooth(&self, rounds: usize) -> Self {
        let mut out = self.clone();
        let (w, h) = (self.w, self.h);
        if w < 3 || h < 3 {
            return out;
        }
        let mut rows = vec![0u16; w];
        for _ in 0..rounds {
            let source = out.px.clone();
            for y in 0..h {
                let (up, here, down) = (y.saturating_sub(1), y, (y + 1).min(h - 1));
                let (a, b, c) = (&source[up * w..][..w], &source[here * w..][..w], &source[down * w..][..w]);
                for x in 0..w {
                    rows[x] = u16::from(a[x]) + 2 * u16::from(b[x]) + u16::from(c[x]);
                }
                let target = &mut out.px[y * w..][..w];
                for x in 1..w - 1 {
                    target[x] = ((rows[x - 1] + 2 * rows[x] + rows[x + 1] + 8) / 16) as u8;
                }
                target[0] = ((3 * rows[0] + rows[1] + 8) / 16) as u8;
                target[w - 1] = ((3 * rows[w - 1] + rows[w - 2] + 8) / 16) as u8;
            }
        }
        out
    }

    /// Light and dark exchanged.
    pub(super) fn inverted(&self) -> Self {
        Gray { w: self.w, h: self.h, px: self.px.iter().map(|p| 255 - p).collect() }
    }

    /// The grey value between pixels; outside, that of the nearest edge. Pixel centres have whole coordinates.
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let (i, right, fx, j, down, fy) = weights(self.w, self.h, x, y);
        let (top, bottom) = (j * self.w + i, (j + down) * self.w + i);
        let p = |i: usize| f32::from(self.px[i]);
        let a = p(top) + (p(top + right) - p(top)) * fx;
        let b = p(bottom) + (p(bottom + right) - p(bottom)) * fx;
        a + (b - a) * fy
    }
}

/// Of a point: the pixel to its upper left, the steps to the neighbours that exist, and the fractions between them.
fn weights(w: usize, h: usize, x: f32, y: f32) -> (usize, usize, f32, usize, usize, f32) {
    let x = x.max(0.0).min((w - 1) as f32);
    let y = y.max(0.0).min((h - 1) as f32);
    let (i, j) = (x as usize, y as usize);
    (i, usize::from(i + 1 < w), x - i as f32, j, usize::from(j + 1 < h), y - j as f32)
}

/// How much darker (below zero) or lighter each pixel is than its neighbourhood: what remains when shade is taken away.
pub(super) struct Field {
    pub w: usize,
    pub h: usize,
    pub d: Vec<i8>,
}

impl Field {
    /// Compares with the mean over a square of 2·`radius` + 1 pixels.
    pub(super) fn new(img: &Gray, radius: usize) -> Self {
        let (w, h) = (img.w, img.h);
        let mut d = Vec::with_capacity(w * h);
        let mut columns = vec![0u32; w];
        let row = |y: usize| &img.px[y * w..][..w];
        for y in 0..radius.min(h) {
            columns.iter_mut().zip(row(y)).for_each(|(c, &p)| *c += u32::from(p));
        }
        for y in 0..h {
            if y + radius < h {
                columns.iter_mut().zip(row(y + radius)).for_each(|(c, &p)| *c += u32::from(p));
            }
            if y > radius {
                columns.iter_mut().zip(row(y - radius - 1)).for_each(|(c, &p)| *c -= u32::from(p));
            }
            let tall = (y + radius).min(h - 1) - y.saturating_sub(radius) + 1;
            let mut sum: u32 = columns[..radius.min(w)].iter().sum();
            let value = |p: u8, sum: u32, inverse: u64| {
                (i32::from(p) - ((u64::from(sum) * inverse) >> 32) as i32).clamp(-127, 127) as i8
            };
            let inverse = |wide: usize| (1u64 << 32) / (wide * tall) as u64;
            let pixels = row(y);
            // Where the whole square is inside, its size is the same: most of the row.
            let (first, last) = ((radius + 1).min(w), w.saturating_sub(radius));
            let edge = |from: usize, to: usize, sum: &mut u32, d: &mut Vec<i8>| {
                for x in from..to {
                    *sum += columns.get(x + radius).unwrap_or(&0);
                    *sum -= if x > radius { columns[x - radius - 1] } else { 0 };
                    let wide = (x + radius).min(w - 1) - x.saturating_sub(radius) + 1;
                    d.push(value(pixels[x], *sum, inverse(wide)));
                }
            };
            edge(0, first, &mut sum, &mut d);
            if last > first {
                let all = inverse(2 * radius + 1);
                let ends = columns[first + radius..last + radius].iter().zip(&columns[first - radius - 1..]);
                for ((enter, leave), &p) in ends.zip(&pixels[first..last]) {
                    sum = sum + enter - leave;
                    d.push(value(p, sum, all));
                }
            }
            edge(last.max(first), w, &mut sum, &mut d);
        }
        Field { w, h, d }
    }

    /// The difference between pixels, as [`Gray::at`].
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let (i, right, fx, j, down, fy) = weights(self.w, self.h, x, y);
        let (top, bottom) = (j * self.w + i, (j + down) * self.w + i);
        let p = |i: usize| f32::from(self.d[i]);
        let a = p(top) + (p(top + right) - p(top)) * fx;
        let b = p(bottom) + (p(bottom + right) - p(bottom)) * fx;
        a + (b - a) * fy
    }

    /// True when the point lies in the picture.
    pub(super) fn has(&self, x: f32, y: f32) -> bool {
        x >= 0.0 && y >= 0.0 && x <= (self.w - 1) as f32 && y <= (self.h - 1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_takes_the_mean_of_the_part_inside() {
        let img = Gray { w: 5, h: 4, px: (0..20u32).map(|i| (i * i % 97) as u8).collect() };
        for radius in [1, 2, 3, 9] {
            let field = Field::new(&img, radius);
            for y in 0..4usize {
                for x in 0..5usize {
                    let (mut sum, mut n) = (0, 0);
                    for yy in y.saturating_sub(radius)..=(y + radius).min(3) {
                        for xx in x.saturating_sub(radius)..=(x + radius).min(4) {
                            sum += i32::from(img.px[yy * 5 + xx]);
                            n += 1;
                        }
                    }
                    let expected = i32::from(img.px[y * 5 + x]) - sum / n;
                    assert!((expected - i32::from(field.d[y * 5 + x])).abs() <= 1, "{radius} {x} {y}");
                }
            }
        }
    }

    #[test]
    fn resizing_keeps_places() {
        let img = Gray { w: 8, h: 8, px: (0..64u32).map(|i| (i % 8 * 20 + i / 8 * 10) as u8).collect() };
        let (half, double) = (img.half(), img.double());
        assert_eq!((half.w, half.h, double.w, double.h), (4, 4, 16, 16));
        // pixel (1, 1) of the half stands for the square around (2.5, 2.5)
        assert!((half.at(1.0, 1.0) - img.at(2.5, 2.5)).abs() <= 1.0);
        assert!((double.at(5.5, 5.5) - img.at(2.5, 2.5)).abs() <= 1.0);
        assert_eq!(img.at(f32::NAN, -5.0), 0.0);
        assert_eq!(img.smooth(1).px.len(), 64);
    }
}
