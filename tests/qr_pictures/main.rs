//! Generated pictures of card QRs, read by our reader. `tests/e2e/qr-compare.test.mjs` has npm's zxing-wasm and our released wasm
//! read the same pixels.

mod scene;

use scene::{Card, Picture, Random, Shot, shoot};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use troly::qr::{Effort, Luma, decode};

/// One kind of difficulty: its name, how many pictures, and how each is taken (`t` runs from 0 to 1, mild to severe).
struct Kind {
    name: &'static str,
    count: usize,
    shot: fn(&mut Random, f32) -> Shot,
}

/// What every hand-held picture has a little of.
fn hand(r: &mut Random) -> Shot {
    Shot {
        module: r.range(3.2, 5.0),
        turn: r.range(-8.0, 8.0),
        pitch: r.range(-8.0, 8.0),
        yaw: r.range(-8.0, 8.0),
        place: (r.range(0.45, 0.55), r.range(0.45, 0.55)),
        blur: r.range(0.15, 0.25),
        noise: r.range(2.0, 5.0),
        tones: (r.range(10.0, 40.0), r.range(190.0, 245.0)),
        ..Shot::good()
    }
}

fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

fn sign(r: &mut Random) -> f32 {
    if r.below(2) == 0 { 1.0 } else { -1.0 }
}

const KINDS: &[Kind] = &[
    Kind {
        name: "screenshot",
        count: 12,
        shot: |r, t| Shot {
            module: if t < 0.5 { r.range(3.0, 8.0).round() } else { r.range(2.3, 7.0) },
            noise: 0.0,
            blur: 0.0,
            width: 760,
            height: 640,
            ..Shot::good()
        },
    },
    Kind { name: "rotation", count: 20, shot: |r, t| Shot { turn: 45.0 * t * sign(r), ..hand(r) } },
    Kind {
        name: "perspective",
        count: 20,
        shot: |r, t| {
            let all = r.range(0.0, 6.3);
            let tilt = mix(20.0, 55.0, t);
            Shot {
                pitch: tilt * all.sin(),
                yaw: tilt * all.cos(),
                distance: r.range(2.5, 6.0),
                module: r.range(4.0, 6.0),
                ..hand(r)
            }
        },
    },
    Kind { name: "blur", count: 24, shot: |r, t| Shot { blur: mix(0.25, 0.62, t), ..hand(r) } },
    Kind {
        name: "motion",
        count: 20,
        shot: |r, t| Shot { motion: (mix(0.5, 1.5, t), r.range(0.0, 180.0)), ..hand(r) },
    },
    Kind { name: "noise", count: 20, shot: |r, t| Shot { noise: mix(10.0, 42.0, t), ..hand(r) } },
    Kind {
        name: "shade",
        count: 20,
        shot: |r, t| {
            if r.below(2) == 0 {
                Shot { shade: mix(0.5, 0.12, t), ..hand(r) }
            } else {
                Shot { shadow: mix(0.6, 0.2, t), ..hand(r) }
            }
        },
    },
    Kind { name: "glare", count: 20, shot: |r, t| Shot { glare: mix(2.0, 7.0, t), ..hand(r) } },
    Kind {
        name: "low light",
        count: 20,
        shot: |r, t| {
            let black = r.range(8.0, 30.0);
            Shot { tones: (black, black + mix(60.0, 20.0, t)), noise: mix(3.0, 5.0, t), ..hand(r) }
        },
    },
    Kind {
        name: "small",
        count: 24,
        shot: |r, t| Shot { module: mix(3.0, 2.0, t), turn: r.range(-20.0, 20.0), blur: r.range(0.1, 0.3), ..hand(r) },
    },
    Kind {
        name: "jpeg",
        count: 16,
        shot: |r, t| Shot { jpeg: mix(45.0, 10.0, t) as u8, module: r.range(2.8, 4.0), ..hand(r) },
    },
    Kind {
        name: "12 megapixels",
        count: 8,
        shot: |r, t| Shot {
            width: 4000,
            height: 3000,
            module: mix(8.0, 2.6, t),
            place: (r.range(0.2, 0.8), r.range(0.2, 0.8)),
            turn: r.range(-180.0, 180.0),
            jpeg: 80,
            ..hand(r)
        },
    },
    Kind {
        name: "everything",
        count: 40,
        shot: |r, t| Shot {
            module: mix(r.range(3.2, 5.0), 2.6, t * r.unit()),
            turn: r.range(-45.0, 45.0),
            pitch: r.range(-30.0, 30.0),
            yaw: r.range(-30.0, 30.0),
            distance: r.range(3.0, 8.0),
            blur: mix(0.2, 0.45, t * r.unit()),
            motion: (mix(0.0, 0.8, t * r.unit()), r.range(0.0, 180.0)),
            noise: mix(3.0, 18.0, t * r.unit()),
            shade: mix(0.9, 0.35, t * r.unit()),
            tones: (r.range(8.0, 50.0), mix(230.0, 110.0, t * r.unit())),
            jpeg: mix(90.0, 35.0, t * r.unit()) as u8,
            bend: r.range(-0.4, 0.4),
            ..Shot::good()
        },
    },
    Kind {
        name: "out of frame",
        count: 20,
        shot: |r, t| {
            let off = mix(0.12, 0.3, t);
            let place = [(off, 0.5), (1.0 - off, 0.5), (0.5, off), (0.5, 1.0 - off)][r.below(4)];
            Shot { width: 400, height: 360, place, module: r.range(4.0, 5.5), ..hand(r) }
        },
    },
];

/// Picture `index` of a kind.
fn make(kind: usize, index: usize) -> Picture {
    let k = &KINDS[kind];
    let mut random = Random((kind as u64) << 32 | index as u64 | 0x5EED << 48);
    let card = Card::new(&mut random, k.name == "screenshot" && index.is_multiple_of(2));
    let t = index as f32 / (k.count - 1) as f32;
    let shot = (k.shot)(&mut random, t);
    shoot(&card, &shot, &mut random)
}

/// Does something with every picture, on all processors.
fn each<T: Send>(work: impl Fn(usize, usize, &Picture) -> T + Sync) -> Vec<T> {
    let jobs: Vec<(usize, usize)> =
        KINDS.iter().enumerate().flat_map(|(k, kind)| (0..kind.count).map(move |i| (k, i))).collect();
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..std::thread::available_parallelism().map_or(2, |n| n.get()))
            .map(|_| {
                scope.spawn(|| {
                    let mut out = Vec::new();
                    loop {
                        let job = next.fetch_add(1, Ordering::Relaxed);
                        let Some(&(kind, index)) = jobs.get(job) else { return out };
                        out.push((job, work(kind, index, &make(kind, index))));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|w| w.join().expect("a picture failed")).collect()
    });
    done.sort_by_key(|(job, _)| *job);
    done.into_iter().map(|(_, result)| result).collect()
}

struct Outcome {
    kind: usize,
    index: usize,
    whole: bool,
    read: bool,
    wrong: bool,
}

#[test]
fn reads_the_generated_pictures() {
    let outcomes = each(|kind, index, picture| {
        let luma = Luma::new(picture.width, picture.height, &picture.px).expect("within the limits");
        let found = decode(luma, Effort::Picture);
        let right = |c: &troly::qr::Code| c.text() == Some(&picture.text);
        let (read, wrong) = (found.codes.iter().any(right), !found.codes.iter().all(right));
        Outcome { kind, index, whole: picture.whole, read, wrong }
    });
    let mut table = String::from("kind             whole  read  missed\n");
    for (k, kind) in KINDS.iter().enumerate() {
        let mine = || outcomes.iter().filter(move |o| o.kind == k && o.whole);
        let missed: Vec<String> = mine().filter(|o| !o.read).map(|o| o.index.to_string()).collect();
        let (whole, read) = (mine().count(), mine().filter(|o| o.read).count());
        let _ = writeln!(table, "{:<16} {whole:>5} {read:>5}  {}", kind.name, missed.join(" "));
    }
    assert!(outcomes.iter().all(|o| !o.wrong), "a code was read wrongly\n{table}");
    let whole = outcomes.iter().filter(|o| o.whole).count();
    let read = outcomes.iter().filter(|o| o.whole && o.read).count();
    assert!(outcomes.len() >= 240 && whole >= 200, "too few pictures: {} ({whole} whole)", outcomes.len());
    assert!(read * 100 >= whole * 95, "{read} of {whole} whole codes read\n{table}");
}

/// For `tests/e2e/qr-compare.test.mjs`, which names the folder: pictures, texts, and a list (150 MB, so only when asked).
#[test]
fn writes_the_generated_pictures() {
    let Some(folder) = std::env::var_os("TROLY_QR_OUT").map(std::path::PathBuf::from) else { return };
    let rows = each(|kind, index, picture| {
        let name = format!("{kind:02}-{index:02}");
        let mut file = format!("P5\n{} {}\n255\n", picture.width, picture.height).into_bytes();
        file.extend_from_slice(&picture.px);
        std::fs::write(folder.join(format!("{name}.pgm")), file).expect("the folder can be written to");
        std::fs::write(folder.join(format!("{name}.txt")), &picture.text).expect("the folder can be written to");
        format!("{{\"file\":\"{name}\",\"kind\":\"{}\",\"whole\":{}}}", KINDS[kind].name, picture.whole)
    });
    let list = format!("[{}]\n", rows.join(",\n"));
    std::fs::write(folder.join("manifest.json"), list).expect("the folder can be written to");
}

/// Puts pictures side by side.
fn beside(parts: &[&Picture]) -> (usize, usize, Vec<u8>) {
    let (w, h) = (parts.iter().map(|p| p.width).sum(), parts.iter().map(|p| p.height).max().unwrap_or(0));
    let mut px = vec![128; w * h];
    let mut left = 0;
    for p in parts {
        for y in 0..p.height {
            px[y * w + left..][..p.width].copy_from_slice(&p.px[y * p.width..][..p.width]);
        }
        left += p.width;
    }
    (w, h, px)
}

fn texts(w: usize, h: usize, px: &[u8]) -> Vec<String> {
    let found = decode(Luma::new(w, h, px).expect("within the limits"), Effort::Picture);
    let mut texts: Vec<String> = found.codes.iter().filter_map(|c| c.text()).map(str::to_owned).collect();
    texts.sort();
    texts
}

/// The parents' cards in one photo.
#[test]
fn reads_all_codes_of_a_picture() {
    let (a, b, c) = (make(1, 3), make(2, 4), make(3, 2));
    let (w, h, px) = beside(&[&a, &b, &c]);
    let mut expected = vec![a.text, b.text, c.text];
    expected.sort();
    assert_eq!(texts(w, h, &px), expected);
}

/// A front camera mirrors, a dark theme inverts; a telephone is held any way round.
#[test]
fn reads_mirrored_inverted_and_turned() {
    let picture = make(1, 5);
    let (w, h) = (picture.width, picture.height);
    let expected = vec![picture.text.clone()];
    let at = |x: usize, y: usize| picture.px[y * w + x];
    let build = |w: usize, h: usize, f: &dyn Fn(usize, usize) -> u8| -> Vec<u8> {
        (0..w * h).map(|i| f(i % w, i / w)).collect()
    };
    assert_eq!(texts(w, h, &build(w, h, &|x, y| at(w - 1 - x, y))), expected, "mirrored");
    assert_eq!(texts(w, h, &build(w, h, &|x, y| 255 - at(x, y))), expected, "inverted");
    assert_eq!(texts(w, h, &build(w, h, &|x, y| at(w - 1 - x, h - 1 - y))), expected, "upside down");
    assert_eq!(texts(h, w, &build(h, w, &|x, y| at(y, h - 1 - x))), expected, "on its side");
}

/// Corners are where the symbol is, in the order promised.
#[test]
fn says_where_the_code_is() {
    let mut random = Random(7);
    let card = Card::new(&mut random, true);
    let picture = shoot(&card, &Shot { module: 5.0, ..Shot::good() }, &mut random);
    let found = decode(Luma::new(picture.width, picture.height, &picture.px).expect("fits"), Effort::Frame);
    assert!(!found.unreadable);
    let half = card.dim as f32 * 2.5;
    let expected = [(-half, -half), (half, -half), (half, half), (-half, half)].map(|(x, y)| (320.0 + x, 240.0 + y));
    for (corner, place) in found.codes[0].corners.iter().zip(expected) {
        assert!((corner.0 - place.0).hypot(corner.1 - place.1) < 4.0, "{corner:?} instead of {place:?}");
    }
}

/// "Come closer" helps here: the code is seen but too much of it is missing.
#[test]
fn says_that_a_code_is_there() {
    let mut picture = make(1, 0);
    let clean = decode(Luma::new(picture.width, picture.height, &picture.px).expect("fits"), Effort::Picture);
    let [a, _, c, _] = clean.codes[0].corners;
    let mut random = Random(9);
    for y in 0..picture.height {
        for x in 0..picture.width {
            let (u, v) = ((x as f32 - a.0) / (c.0 - a.0), (y as f32 - a.1) / (c.1 - a.1));
            if (0.25..0.75).contains(&u) && (0.2..0.95).contains(&v) {
                picture.px[y * picture.width + x] = random.below(256) as u8;
            }
        }
    }
    let found = decode(Luma::new(picture.width, picture.height, &picture.px).expect("fits"), Effort::Picture);
    assert!(found.codes.is_empty() && found.unreadable);
}

/// Nothing to read: nothing found, and nothing wrong.
#[test]
fn finds_nothing_where_nothing_is() {
    let mut random = Random(11);
    for (w, h) in [(0, 0), (1, 1), (20, 500), (21, 21), (300, 22), (640, 480)] {
        let noise: Vec<u8> = (0..w * h).map(|_| random.below(256) as u8).collect();
        for px in [noise, vec![0; w * h], vec![255; w * h]] {
            let found = decode(Luma::new(w, h, &px).expect("fits"), Effort::Picture);
            assert!(found.codes.is_empty() && !found.unreadable, "{w} × {h}");
        }
    }
    assert_eq!(Luma::new(3, 3, &[0; 8]).err().map(|e| e.code()), Some("qr.size"));
    assert_eq!(Luma::new(usize::MAX, 2, &[]).err().map(|e| e.code()), Some("qr.too_large"));
    assert_eq!(Luma::new(5000, 5000, &[]).err().map(|e| e.code()), Some("qr.too_large"));
}
