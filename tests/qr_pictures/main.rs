//! The generated pictures of card QRs, read by our reader; with `TROLY_QR_OUT=folder` they are written there as well, for
//! `tests/e2e/qr-compare.mjs`, which has npm's zxing-wasm and our released wasm read the same pixels.

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
    Kind { name: "blur", count: 24, shot: |r, t| Shot { blur: mix(0.3, 0.72, t), ..hand(r) } },
    Kind {
        name: "motion",
        count: 20,
        shot: |r, t| Shot { motion: (mix(0.6, 1.7, t), r.range(0.0, 180.0)), ..hand(r) },
    },
    Kind { name: "noise", count: 20, shot: |r, t| Shot { noise: mix(12.0, 60.0, t), ..hand(r) } },
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
    Kind { name: "glare", count: 20, shot: |r, t| Shot { glare: mix(2.0, 7.5, t), ..hand(r) } },
    Kind {
        name: "low light",
        count: 20,
        shot: |r, t| {
            let black = r.range(8.0, 30.0);
            Shot { tones: (black, black + mix(60.0, 16.0, t)), noise: mix(3.0, 5.0, t), ..hand(r) }
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
            turn: r.range(-40.0, 40.0),
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
            blur: mix(0.2, 0.5, t * r.unit()),
            motion: (mix(0.0, 0.9, t * r.unit()), r.range(0.0, 180.0)),
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
    let card = Card::new(&mut random, k.name == "screenshot" && index % 2 == 0);
    let t = index as f32 / (k.count - 1) as f32;
    let shot = (k.shot)(&mut random, t);
    shoot(&card, &shot, &mut random)
}

struct Outcome {
    kind: usize,
    index: usize,
    whole: bool,
    read: bool,
    wrong: bool,
    millis: u128,
}

fn all(each: impl Fn(usize, usize, &Picture) + Sync) -> Vec<Outcome> {
    let jobs: Vec<(usize, usize)> =
        KINDS.iter().enumerate().flat_map(|(k, kind)| (0..kind.count).map(move |i| (k, i))).collect();
    let next = AtomicUsize::new(0);
    let mut outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..std::thread::available_parallelism().map_or(2, |n| n.get()))
            .map(|_| {
                scope.spawn(|| {
                    let mut out = Vec::new();
                    while let Some(&(kind, index)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let picture = make(kind, index);
                        each(kind, index, &picture);
                        let luma = Luma::new(picture.width, picture.height, &picture.px).expect("within the limits");
                        let start = std::time::Instant::now();
                        let found = decode(luma, Effort::Picture);
                        let millis = start.elapsed().as_millis();
                        let read = found.codes.iter().any(|c| c.text() == Some(&picture.text));
                        let wrong = found.codes.iter().any(|c| c.text() != Some(&picture.text));
                        out.push(Outcome { kind, index, whole: picture.whole, read, wrong, millis });
                    }
                    out
                })
            })
            .collect();
        workers.into_iter().flat_map(|w| w.join().expect("a picture failed")).collect()
    });
    outcomes.sort_by_key(|o| (o.kind, o.index));
    outcomes
}

#[test]
fn reads_the_generated_pictures() {
    let folder = std::env::var_os("TROLY_QR_OUT").map(std::path::PathBuf::from);
    let outcomes = all(|kind, index, picture| {
        if let Some(folder) = &folder {
            let mut file = format!("P5\n{} {}\n255\n", picture.width, picture.height).into_bytes();
            file.extend_from_slice(&picture.px);
            std::fs::write(folder.join(format!("{kind:02}-{index:02}.pgm")), file)
                .expect("the folder can be written to");
            std::fs::write(folder.join(format!("{kind:02}-{index:02}.txt")), &picture.text)
                .expect("the folder can be written to");
        }
    });
    let mut table = String::from("kind             whole  read  not whole, read  slowest ms  missed\n");
    for (k, kind) in KINDS.iter().enumerate() {
        let mine = || outcomes.iter().filter(move |o| o.kind == k);
        let missed: Vec<String> = mine().filter(|o| o.whole && !o.read).map(|o| o.index.to_string()).collect();
        let _ = writeln!(
            table,
            "{:<16} {:>5} {:>5} {:>16} {:>11}  {}",
            kind.name,
            mine().filter(|o| o.whole).count(),
            mine().filter(|o| o.whole && o.read).count(),
            mine().filter(|o| !o.whole && o.read).count(),
            mine().map(|o| o.millis).max().unwrap_or(0),
            missed.join(" ")
        );
    }
    if let Some(folder) = &folder {
        let rows: Vec<String> = outcomes
            .iter()
            .map(|o| {
                format!(
                    "{{\"file\":\"{:02}-{:02}\",\"kind\":\"{}\",\"whole\":{},\"native\":{}}}",
                    o.kind, o.index, KINDS[o.kind].name, o.whole, o.read
                )
            })
            .collect();
        std::fs::write(folder.join("manifest.json"), format!("[{}]\n", rows.join(",\n")))
            .expect("the folder can be written to");
    }
    eprintln!("{table}");
    assert!(outcomes.iter().all(|o| !o.wrong), "a code was read wrongly\n{table}");
    let whole = outcomes.iter().filter(|o| o.whole).count();
    let read = outcomes.iter().filter(|o| o.whole && o.read).count();
    assert!(outcomes.len() >= 240 && whole >= 200, "too few pictures: {} ({whole} whole)", outcomes.len());
    assert!(read * 100 >= whole * 95, "{read} of {whole} whole codes read\n{table}");
}
