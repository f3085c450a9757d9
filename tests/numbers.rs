//! The commands about numbers, words, text and days: what they print, where they point, how they end.

use std::process::{Command, Output};

fn troly(arguments: &[&str]) -> (String, String, i32) {
    let Output { stdout, stderr, status } =
        Command::new(env!("CARGO_BIN_EXE_troly")).args(arguments).output().expect("the command line runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(stdout), text(stderr), status.code().unwrap_or(-1))
}

#[test]
fn a_number_is_explained() {
    let (out, _, code) = troly(&["id", "citizen-id", "001095000017"]);
    assert_eq!(
        (out.as_str(), code),
        (
            "001 095 000 017 [citizen-id] số định danh cá nhân\n    Đăng ký khai sinh tại Hà Nội, nam, sinh năm 1995.\n",
            0
        )
    );
    let (out, _, code) = troly(&["--lang", "en", "id", "any", "0100047516-001"]);
    assert!(out.contains("Code of branch 001 of the organisation with the tax code 0100047516."), "{out}");
    assert_eq!(code, 0);
}

/// The mark stands below the character, whatever invisible or wide characters came before it.
#[test]
fn a_wrong_character_is_pointed_at() {
    for (kind, typed, marked) in [
        ("citizen-id", "079O90123456", "O"),
        ("citizen-id", "\u{200b}079 O90 123 456", "O"),
        ("tax-code", "0100 047 515", "5"),
        ("tax-code", "0100047516-000", "000"),
        ("plate", "13A-123.45", "13"),
        ("phone", "0903x23456", "x"),
        ("dossier-code", "H29.12-261301-0001", "261301"),
        ("citizen-id", "07909012345678", "78"),
    ] {
        let (out, _, code) = troly(&["id", kind, typed]);
        assert_eq!(code, 1, "{out}");
        let lines: Vec<&str> = out.lines().collect();
        let at = lines.iter().position(|l| l.trim_start().starts_with('^')).expect("a mark");
        let marks: Vec<usize> = lines[at].chars().enumerate().filter(|(_, c)| *c == '^').map(|(i, _)| i).collect();
        let above: String = marks.iter().filter_map(|i| lines[at - 1].chars().nth(*i)).collect();
        assert_eq!(above, marked, "{out}");
    }
}

#[test]
fn machines_get_json() {
    let (out, _, code) = troly(&["id", "tax-code", "0100047516", "O100047516", "--json"]);
    let lines: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!((code, lines.len()), (1, 2));
    assert_eq!((&lines[0]["valid"], &lines[0]["stored"]), (&true.into(), &"0100047516".into()));
    let error = &lines[1]["error"];
    assert_eq!((&error["code"], &error["start"], &error["end"]), (&"id.character".into(), &0.into(), &1.into()));
    assert_eq!(lines[1]["suggestion"]["stored"], "0100047516");
}

#[test]
fn words_go_both_ways() {
    for (arguments, out) in [
        (["money", "1.500.000"], "một triệu năm trăm nghìn đồng\n"),
        (["number", "-15"], "âm mười lăm\n"),
        (["date", "15/8/2026"], "ngày mười lăm, tháng tám, năm hai nghìn không trăm hai mươi sáu\n"),
    ] {
        assert_eq!(troly(&["words", arguments[0], arguments[1]]), (out.into(), String::new(), 0));
    }
    for (arguments, out) in [
        (["money", "một triệu rưỡi"], "1500000\n"),
        (["number", "hai mươi nhăm"], "25\n"),
        (["date", "mồng năm tháng giêng năm một chín bảy lăm"], "05/01/1975\n"),
    ] {
        assert_eq!(troly(&["words", "--read", arguments[0], arguments[1]]), (out.into(), String::new(), 0));
    }
    let (out, error, code) = troly(&["words", "--read", "number", "hai  nghì"]);
    assert_eq!((out.as_str(), code), ("", 1));
    assert!(error.ends_with("    hai nghì\n        ^^^^\n"), "{error}");
}

#[test]
fn names_are_asked_about() {
    let (out, _, _) = troly(&["text", "split", "Nguyễn Trần Bảo An"]);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["readings"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["ask"]["code"], "name.compound-surname");
    assert_eq!(troly(&["text", "same", "Nguyễn Thị Hòa", "NGUYỄN THỊ HOÀ"]).2, 0);
    assert_eq!(troly(&["text", "same", "Hoa", "Hòa"]).2, 1);
}

#[test]
fn working_days_say_what_is_not_certain() {
    let (out, _, code) = troly(&["workdays", "add", "2026-08-28", "1"]);
    assert_eq!((out.as_str(), code), ("03/09/2026 (thứ Năm)\n", 0));
    let (out, _, _) = troly(&["workdays", "add", "2027-02-03", "2"]);
    assert!(out.starts_with("12/02/2027 (thứ Sáu)\n    chưa chắc: 04/02/2027"), "{out}");
    let (_, error, code) = troly(&["workdays", "list", "2020"]);
    assert!(error.contains("2021") && code == 2, "{error}");
}
