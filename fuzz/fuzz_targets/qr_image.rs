//! Pictures: any bytes as grey pixels, in any shape; and, as random pixels never look like a symbol, the input also as modules
//! among finder patterns, so that all of the way to the message is gone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::qr::{Effort, Luma, decode};

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (shape, slant, bytes) = input;
    let width = usize::from(shape).max(1);
    let height = bytes.len() / width;
    look(width, height, bytes[..width * height].to_vec());

    // A symbol of version 1 to 8 with three pixels a module, whose data modules are the input's bits
    let dim = 17 + 4 * (1 + usize::from(shape) % 8);
    let side = (dim + 8) * 3;
    let mut picture = vec![255; side * side];
    for y in 0..dim {
        for x in 0..dim {
            let index = y * dim + x;
            let bit = bytes.get(index / 8).is_some_and(|b| b >> (index % 8) & 1 == 1);
            let finder = |fx: usize, fy: usize| {
                let ring = x.abs_diff(fx + 3).max(y.abs_diff(fy + 3));
                (ring <= 4).then_some(ring != 2 && ring != 4)
            };
            let timing = (x == 6 || y == 6).then_some((x + y) % 2 == 0);
            let fixed = finder(0, 0).or(finder(dim - 7, 0)).or(finder(0, dim - 7)).or(timing);
            if fixed.unwrap_or(bit) {
                for j in 0..3 {
                    for i in 0..3 {
                        let shear = (y * 3 + j) * usize::from(slant) / 2048;
                        let at = ((y + 4) * 3 + j) * side + (x + 4) * 3 + i + shear;
                        if let Some(pixel) = picture.get_mut(at) {
                            *pixel = 20;
                        }
                    }
                }
            }
        }
    }
    look(side, side, picture);
});

fn look(width: usize, height: usize, pixels: Vec<u8>) {
    let picture = Luma::new(width, height, &pixels).expect("as many as it says, and few");
    // What is tried for a frame of a video is the beginning of this
    for code in decode(picture, Effort::Picture).codes {
        assert!((1..=40).contains(&code.version) && code.corners.iter().all(|(x, y)| x.is_finite() && y.is_finite()));
    }
}
