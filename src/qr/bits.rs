//! The data codewords of a symbol as a message (ISO/IEC 18004:2015, 7.4).

/// Bits, most significant first.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        self.data.len() * 8 - self.at
    }

    /// The next `count` (at most 24) bits.
    fn take(&mut self, count: usize) -> Option<u32> {
        if count > self.left() {
            return None;
        }
        let mut value = 0;
        for i in self.at..self.at + count {
            value = value << 1 | u32::from(self.data[i / 8] >> (7 - i % 8) & 1);
        }
        self.at += count;
        Some(value)
    }
}

const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The message: bytes as they stand (their character set is for the caller to judge: an announced one, "ECI", is passed over, because
/// the cards announce none and mean UTF-8), digits and letters as ASCII, kanji as Shift JIS. `None` when the segments are malformed.
pub(super) fn message(data: &[u8], version: usize) -> Option<Vec<u8>> {
    let mut bits = Bits { data, at: 0 };
    let size = match version {
        0..=9 => 0,
        10..=26 => 1,
        _ => 2,
    };
    let mut out = Vec::new();
    while bits.left() >= 4 {
        match bits.take(4)? {
            0 => break,
            1 => {
                let mut digits = bits.take([10, 12, 14][size])?;
                while digits > 0 {
                    let group = digits.min(3);
                    let value = bits.take([0, 4, 7, 10][group as usize])?;
                    if value >= 10u32.pow(group) {
                        return None;
                    }
                    for place in (0..group).rev() {
                        out.push(b'0' + (value / 10u32.pow(place) % 10) as u8);
                    }
                    digits -= group;
                }
            }
            2 => {
                let mut letters = bits.take([9, 11, 13][size])?;
                while letters >= 2 {
                    let pair = bits.take(11)? as usize;
                    out.push(*ALPHANUMERIC.get(pair / 45)?);
                    out.push(ALPHANUMERIC[pair % 45]);
                    letters -= 2;
                }
                if letters == 1 {
                    out.push(*ALPHANUMERIC.get(bits.take(6)? as usize)?);
                }
            }
            3 => drop(bits.take(16)?), // position within a group of symbols
            4 => {
                let count = bits.take([8, 16, 16][size])? as usize;
                if count * 8 > bits.left() {
                    return None;
                }
                for _ in 0..count {
                    out.push(bits.take(8)? as u8);
                }
            }
            5 => {}                   // GS1
            9 => drop(bits.take(8)?), // application indicator
            7 => {
                let first = bits.take(8)?;
                match first >> 5 {
                    0..=3 => {}
                    4 | 5 => drop(bits.take(8)?),
                    6 => drop(bits.take(16)?),
                    _ => return None,
                }
            }
            8 => {
                for _ in 0..bits.take([8, 10, 12][size])? {
                    let value = bits.take(13)?;
                    let shifted = ((value / 0xC0) << 8) | (value % 0xC0);
                    let code = shifted + if shifted < 0x1F00 { 0x8140 } else { 0xC140 };
                    out.extend_from_slice(&[(code >> 8) as u8, code as u8]);
                }
            }
            _ => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use qrcodegen::{QrCode, QrCodeEcc, QrSegment};

    #[test]
    fn each_kind_of_segment() {
        let segments = [
            QrSegment::make_eci(26),
            QrSegment::make_numeric("0790123456"),
            QrSegment::make_alphanumeric("AB-9:"),
            QrSegment::make_bytes("Trần Thị Ánh".as_bytes()),
        ];
        let code = QrCode::encode_segments(&segments, QrCodeEcc::Low).expect("fits");
        let template = super::super::symbol::Template::new(usize::from(code.version().value()));
        let n = code.size();
        let grid: Vec<f32> = (0..n * n).map(|i| if code.get_module(i % n, i / n) { 1.0 } else { -1.0 }).collect();
        let read = super::super::symbol::read(&template, &grid, false).expect("read");
        assert_eq!(read.bytes, "0790123456AB-9:Trần Thị Ánh".as_bytes());
    }

    #[test]
    fn kanji_stay_shift_jis() {
        // the example of the standard, 7.4.6: 0x935F 0xE4AA
        let bits = "1000 00000010 0110110011111 1101010101010 0000".replace(' ', "");
        let bytes: Vec<u8> =
            bits.as_bytes().chunks(8).map(|c| c.iter().fold(0, |a, b| a << 1 | (b - b'0')) << (8 - c.len())).collect();
        assert_eq!(message(&bytes, 1), Some(vec![0x93, 0x5F, 0xE4, 0xAA]));
    }

    proptest! {
        #[test]
        fn takes_anything(data in proptest::collection::vec(any::<u8>(), 0..200), version in 0usize..50) {
            let _ = message(&data, version);
        }
    }
}
