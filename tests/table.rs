//! The table tool: a table goes in, converted columns and a review list come out, and nothing is decided for a person.

use proptest::prelude::*;
use troly::address::{Lang, Status, Subject, embedded};
use troly::table::{Columns, Desk, Options, Output, State, Table, harmless};

fn desk(text: &str) -> Desk {
    let units = embedded();
    let is_address = |cell: &str| {
        let status = units.convert(cell, Subject::People).status;
        !matches!(status, Status::NotFound | Status::ProvinceOnly)
    };
    let table = Table::read(text, Options::default(), &is_address).expect("a table");
    Desk::new(units, table)
}

/// All of it converted, with the columns that were guessed.
fn done(text: &str) -> Desk {
    let mut desk = desk(text);
    desk.start(desk.columns(), Subject::People);
    while desk.work(3) < desk.table().len() {}
    desk
}

/// What was written, read by the `csv` crate.
fn read(desk: &Desk, what: Output) -> Vec<Vec<String>> {
    let (bytes, _) = desk.write(what, Lang::En);
    let text = String::from_utf8(bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{FEFF}').expect("the mark that Excel wants");
    assert!(text.ends_with("\r\n"));
    let delimiter = match desk.table().delimiter() {
        b'\n' => b',',
        other => other,
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    reader.records().map(|r| r.expect("as many cells in every row").iter().map(str::to_owned).collect()).collect()
}

const TABLE: &str = "stt,địa chỉ,ghi chú
1,\"12 Nguyễn Huệ, P. Bến Nghé, Q1, TP.HCM\",=1+1
2,\"Ngõ 5, Phường Cống Vị, Quận Ba Đình, Hà Nội\",+84 901 234 567
3,\"Ngõ 6, Phường Cống Vị, Quận Ba Đình, Hà Nội\",-
4,\"Ngõ 5, Phường Cống Vị, Quận Ba Đình, Hà Nội\",@SUM(A1)
5,không có ở đâu cả,
6,,
7,\"số 9, Quận Ba Đình, Hà Nội\",
8,\"12 Nguyễn Huệ, Phường Sài Gòn, TP.HCM\",
";

#[test]
fn every_row_has_its_state_and_only_what_is_sure_is_filled() {
    let desk = done(TABLE);
    let rows = read(&desk, Output::Converted);
    assert_eq!(rows.len(), 9);
    assert_eq!(rows[0][..4], ["stt", "địa chỉ", "ghi chú", "Status"]);
    let codes: Vec<&str> = rows[1..].iter().map(|r| r[4].as_str()).collect();
    assert_eq!(
        codes,
        ["certain", "candidates", "candidates", "candidates", "not_found", "empty", "province_only", "already_new"]
    );
    let first = &rows[1];
    assert_eq!(
        first[5..11],
        [
            "12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh",
            "Phường Sài Gòn",
            "26740",
            "Thành phố Hồ Chí Minh",
            "79",
            "12 Nguyễn Huệ"
        ]
    );
    assert!(first[11].contains("Phường Bến Nghé") && first[12] == "1685/NQ-UBTVQH15" && first[13].is_empty());
    for row in &rows[2..] {
        let settled = ["already_new"].contains(&row[4].as_str());
        assert_eq!((row[5].is_empty(), row[7].is_empty()), (!settled, !settled), "{row:?}");
    }
    // Every commune that it may be, the guess marked
    let candidates = embedded().convert("Phường Cống Vị, Quận Ba Đình, Hà Nội", Subject::People).candidates;
    assert!(candidates.len() > 1);
    for c in &candidates {
        assert!(rows[2][13].contains(&c.code));
    }
    assert_eq!(rows[2][13].matches("unofficial guess").count(), 1);
    assert_eq!(rows[2][8..10], ["Thành phố Hà Nội", "01"], "the province is known");
}

#[test]
fn a_pick_holds_for_the_address_wherever_it_stands_and_for_no_other() {
    let mut desk = done(TABLE);
    let summary = desk.summary();
    assert_eq!((summary.review, summary.decided), (4, 0), "different addresses, not rows");
    assert_eq!(summary.rows["candidates"], 3);
    let order = desk.order(true);
    let group = desk.group(order[0], Lang::Vi, 10).expect("the one with most rows");
    assert_eq!((group.addresses, group.undecided, group.rows), (2, 2, 3));
    assert_eq!(group.title, "Phường Cống Vị, Quận Ba Đình, Thành phố Hà Nội");
    assert!(group.choices.len() > 1 && group.choices[0].guess && !group.choices[1].guess);
    assert_eq!((group.items[0].row, group.items[0].rows), (2, 2));

    let code = group.choices[1].code.clone();
    assert!(desk.pick(group.items[0].id, Some(&code)));
    let rows = read(&desk, Output::Converted);
    for (row, state) in [(2, "picked"), (3, "candidates"), (4, "picked")] {
        assert_eq!(rows[row][4], state);
        assert_eq!(rows[row][7], if state == "picked" { code.as_str() } else { "" });
    }
    assert_eq!(desk.summary().decided, 1);
    let group = desk.group(order[0], Lang::Vi, 10).expect("the same");
    assert_eq!(
        (group.undecided, group.last.as_ref().map(|c| &c.code)),
        (1, Some(&code)),
        "offered for the next, not taken"
    );
    assert_eq!(group.items[0].address, "Ngõ 6, Phường Cống Vị, Quận Ba Đình, Hà Nội", "undecided ones first");
    // The review list is what is left
    let left: Vec<String> = read(&desk, Output::Review).into_iter().map(|r| r[0].clone()).collect();
    assert_eq!(left, ["Row", "3", "5", "7"]);

    assert_eq!(desk.pick_group(order[0], &code), 1);
    assert_eq!(desk.summary().rows["picked"], 3);
    // It outlives another run, and is about people: land is asked anew
    let columns = desk.columns();
    for (subject, picked) in [(Subject::People, Some(&3)), (Subject::Land, None), (Subject::People, Some(&3))] {
        desk.start(columns, subject);
        desk.work(usize::MAX);
        assert_eq!(desk.summary().rows.get("picked"), picked);
    }
    let again = desk.group(desk.order(false)[0], Lang::Vi, 10).expect("the same");
    assert!(desk.pick(again.items[0].id, None), "taken back");
    assert_eq!(desk.summary().rows["candidates"], if again.items[0].rows == 2 { 2 } else { 1 });
}

#[test]
fn what_is_not_recognised_is_searched_for_and_nonsense_is_refused() {
    let mut desk = done(TABLE);
    let groups: Vec<_> = desk.order(true).into_iter().filter_map(|g| desk.group(g, Lang::En, 1)).collect();
    let lost = groups.iter().find(|g| g.status == "not_found").expect("one");
    assert!(lost.choices.is_empty() && lost.title.is_empty() && !lost.why.is_empty());
    let place = groups.iter().find(|g| g.status == "province_only").expect("one");
    assert_eq!((place.title.as_str(), place.province.as_str()), ("Thành phố Hà Nội", "01"));
    assert!(!place.choices.is_empty(), "those of the district");
    let hit = &desk.search("ba dinh", "01", 3)[0];
    assert_eq!(hit.line, "Phường Ba Đình, Thành phố Hà Nội");
    assert!(desk.pick(lost.items[0].id, Some("00004")));
    for (address, code) in [(lost.items[0].id, "99999"), (lost.items[0].id, ""), (9999, "00004"), (0, "00004")] {
        assert!(
            !desk.pick(address, Some(code)),
            "{address} {code}: no such commune, no such address, nothing to decide"
        );
    }
    assert_eq!(desk.pick_group(9999, "00004"), 0);
    assert!(desk.group(9999, Lang::Vi, 1).is_none());
}

#[test]
fn nothing_that_is_written_is_a_formula() {
    for (cell, safe) in [
        ("=1+1", false),
        ("=cmd|' /C calc'!A0", false),
        ("+cmd", false),
        ("-2+3+cmd", false),
        ("@SUM(A1)", false),
        ("\t=1", false),
        ("\r=1", false),
        ("＝1+1", false),
        ("+84 (901) 234-567", true),
        ("-12.5", true),
        ("-", true),
        ("12 = 12", true),
        ("", true),
        ("Ấp 3", true),
    ] {
        let written = harmless(cell);
        assert_eq!(written == cell, safe, "{cell}");
        assert!(written.ends_with(cell));
    }
    let desk = done(TABLE);
    let rows = read(&desk, Output::Converted);
    let notes: Vec<&str> = rows.iter().map(|r| r[2].as_str()).take(5).collect();
    assert_eq!(notes, ["ghi chú", "'=1+1", "+84 901 234 567", "-", "'@SUM(A1)"]);
    assert_eq!(desk.write(Output::Converted, Lang::Vi).1, 2, "and how many is told");
    // Also what is made of an address
    let hostile = done("địa chỉ\n\"=HYPERLINK(1), Phường Cống Vị, Quận Ba Đình, Hà Nội\"\n");
    let rows = read(&hostile, Output::Converted);
    assert!(rows[1].iter().all(|cell| !cell.starts_with('=')), "{rows:?}");
}

#[test]
fn tables_of_every_form_keep_their_cells() {
    let lines = done("12 Nguyễn Huệ, P. Bến Nghé, Q1, TP.HCM\nPhường Cống Vị, Quận Ba Đình, Hà Nội\n");
    let rows = read(&lines, Output::Converted);
    assert_eq!(rows[1][0], "12 Nguyễn Huệ, P. Bến Nghé, Q1, TP.HCM");
    assert_eq!((rows[0][0].as_str(), rows[1][2].as_str()), ("1", "certain"));
    let ragged =
        done("stt;địa chỉ;x\n1;\"Phường Cống Vị, Quận Ba Đình\nHà Nội\";a;b\n2;Phường Bến Nghé, Quận 1, TPHCM\n");
    let rows = read(&ragged, Output::Converted);
    assert_eq!(rows[1][..4], ["1", "Phường Cống Vị, Quận Ba Đình\nHà Nội", "a", "b"]);
    assert_eq!(rows[2][..4], ["2", "Phường Bến Nghé, Quận 1, TPHCM", "", ""]);
    assert_eq!((rows[1][5].as_str(), rows[2][5].as_str()), ("candidates", "certain"));
    let apart = done("Số nhà,Phường,Quận,Tỉnh\n12 Nguyễn Huệ,Bến Nghé,1,TP HCM\n");
    assert_eq!(read(&apart, Output::Converted)[1][6], "12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh");
}

#[test]
fn what_the_columns_give_is_shown_before_anything_is_done() {
    let desk = desk(TABLE);
    let one = Columns { detail: Some(1), ..Columns::default() };
    assert_eq!(desk.columns(), one);
    let shown = desk.preview(one, Subject::People, 2);
    assert_eq!(shown[0], ("12 Nguyễn Huệ, P. Bến Nghé, Q1, TP.HCM".to_owned(), State::Said(Status::Certain)));
    assert_eq!(shown.len(), 2);
    assert!(desk.preview(Columns { detail: Some(99), ..one }, Subject::People, 2).is_empty());
    // And what came of them, before anything is saved
    let shown: Vec<_> = done(TABLE).sample(6, Lang::Vi).into_iter().map(|s| (s.address, s.state, s.new)).collect();
    let new = "12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh";
    assert_eq!(shown[0], ("12 Nguyễn Huệ, P. Bến Nghé, Q1, TP.HCM".to_owned(), "certain", new.to_owned()));
    assert_eq!((shown[1].1, shown[1].2.as_str(), shown[5].1), ("candidates", "", "empty"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_comes_out_as_a_sound_table_with_its_cells(text in "[a\",;\t\r\n=+@Q1ạ ]{1,200}", odd in any::<String>()) {
        for t in [text, odd] {
            let units = embedded();
            let Ok(table) = Table::read(&t, Options::default(), &|_| false) else { continue };
            let mut desk = Desk::new(units, table);
            desk.start(desk.columns(), Subject::Land);
            desk.work(usize::MAX);
            let rows = read(&desk, Output::Converted);
            prop_assert_eq!(rows.len(), desk.table().len() + 1);
            for (row, written) in desk.table().rows().zip(&rows[1..]) {
                for (cell, out) in row.iter().zip(written) {
                    prop_assert_eq!(&*harmless(cell), out.as_str());
                }
            }
            read(&desk, Output::Review);
            for group in desk.order(true) {
                prop_assert!(desk.group(group, Lang::Vi, 5).is_some());
            }
        }
    }
}
