//! The QR of a land-use certificate: refused with a code, or a parcel that reads back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::record::{read, read_land};

/// What a certificate names; texts without these names are never one.
const NAMES: [&str; 10] = [
    "Người sử dụng đất: ",
    "Ông ",
    "Số định danh: ",
    "Thửa đất số: ",
    "Tờ bản đồ số: ",
    "Diện tích: ",
    "Loại đất: ",
    "Địa chỉ: ",
    "a) ",
    "",
];

fuzz_target!(|pieces: (Vec<(u8, &str)>, &str)| {
    let (pieces, text) = pieces;
    let named: Vec<String> =
        pieces.iter().map(|(name, value)| [NAMES[usize::from(*name) % NAMES.len()], value].concat()).collect();
    for payload in [&*named.join("|"), text] {
        if let Ok(record) = read_land(payload) {
            assert!(record.holder("person.land.parcel").is_some());
            assert_eq!(read(record.kind, &record.raw), Some(record));
        }
    }
});
