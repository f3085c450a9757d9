//! Hostile units files: refused, or usable without a panic. The checksum is made to fit, or nothing would get past it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::address::{Subject, Units, build};

thread_local!(static GOOD: Vec<u8> =
    build::build(|name| build::embedded_table(name).map(str::to_owned)).unwrap_or_default());

fuzz_target!(|changes: (bool, Vec<(u32, u8)>, Vec<u8>)| {
    let (whole, changes, raw) = changes;
    let mut body = if whole { raw } else { GOOD.with(|g| g[13..].to_vec()) };
    for (at, byte) in changes {
        if let Some(b) = body.len().checked_sub(1).and_then(|last| body.get_mut(at as usize % (last + 1))) {
            *b = byte;
        }
    }
    let mut file = b"TLYU\x02".to_vec();
    file.extend((body.len() as u32).to_le_bytes());
    file.extend(build::checksum(&body).to_le_bytes());
    file.extend(body);
    if let Ok(units) = Units::from_bytes(file) {
        for text in ["Phường Bến Nghé, Quận 1, TPHCM", "xã Tân Lập", "Huyện Lý Sơn", "Bến Nghéé, Quận 1"]
        {
            let _ = (units.convert(text, Subject::People), units.search(text, 5));
        }
        units.old_units().for_each(drop);
        units.communes().for_each(drop);
    }
});
