//! Tables of any text: read or refused, and what is written has every row, every cell, and no formula.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::address::{Lang, Subject, embedded};
use troly::table::{Desk, Options, Output, Table, harmless};

fuzz_target!(|text: &str| {
    let Ok(table) = Table::read(text, Options::default(), &|cell| cell.contains(',')) else { return };
    let mut desk = Desk::new(embedded(), table);
    desk.start(desk.columns(), Subject::People);
    while desk.work(7) < desk.table().len() {}
    for group in desk.order(true) {
        let group = desk.group(group, Lang::Vi, 3).expect("a group that is listed");
        let picked = group.items.first().is_some_and(|item| desk.pick(item.id, Some("26740")));
        assert!(picked, "what is listed can be decided");
    }
    let (bytes, _) = desk.write(Output::Converted, Lang::Vi);
    let delimiter = if desk.table().delimiter() == b'\n' { b',' } else { desk.table().delimiter() };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(&bytes[3..]);
    let mut rows = reader.records();
    assert!(rows.next().is_some_and(|names| names.is_ok()));
    for row in desk.table().rows() {
        let written = rows.next().expect("every row").expect("as many cells in each");
        for (cell, out) in row.iter().zip(&written) {
            assert_eq!(harmless(cell), out);
        }
        assert!(written.iter().all(|cell| harmless(cell) == cell));
    }
    assert!(rows.next().is_none());
});
