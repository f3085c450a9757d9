//! The printed page as text, against pictures of it in `tests/fixtures/print`. `TROLY_BLESS=1` writes them anew.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path as File, rc::Rc};
use troly::{
    definition::{Path, parse},
    print::{Answers, Block, Cell, PLACE_AND_DATE, layout},
};

/// What is in the boxes, as people read it; "Có" and "Không" are ticks; what has an entry is shown.
struct Texts {
    answers: BTreeMap<&'static str, &'static str>,
    rows: Vec<Rc<str>>,
}

impl Texts {
    fn new(answers: &[(&'static str, &'static str)], rows: &[&str]) -> Self {
        Texts { answers: answers.iter().copied().collect(), rows: rows.iter().map(|r| Rc::from(*r)).collect() }
    }
}

impl Answers for Texts {
    fn text(&self, path: &Path) -> String {
        self.answers.get(path.as_str()).copied().unwrap_or_default().to_owned()
    }
    fn ticked(&self, path: &Path) -> Option<bool> {
        self.answers.get(path.as_str()).map(|t| *t == "Có")
    }
    fn shown(&self, path: &Path) -> bool {
        self.answers.contains_key(path.as_str())
    }
    fn rows(&self, _: &str, _: Option<&str>) -> Vec<Rc<str>> {
        self.rows.clone()
    }
}

fn cell(cell: &Cell) -> String {
    let no = if cell.no.is_empty() { String::new() } else { format!("{}. ", cell.no) };
    let value = if cell.value.is_empty() { "………" } else { &cell.value };
    format!("{no}{}: {value}", cell.label)
}

fn tick(ticked: bool) -> char {
    if ticked { '☑' } else { '☐' }
}

fn draw(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("a string takes everything");
    for block in blocks {
        match block {
            Block::Header { form_number, republic, motto } => {
                line(format!("[{form_number}]"));
                line(format!("{republic}\n{motto}"));
            }
            Block::Title(title) => line(format!("\n{title}\n")),
            Block::To(to) => line(cell(to)),
            Block::Heading(heading) => line(format!("\n{heading}")),
            Block::Line(cells) => line(cells.iter().map(cell).collect::<Vec<_>>().join("    ")),
            Block::Digits { cell: c, squares } => {
                let mut digits = c.value.chars().map(|d| format!("|{d}")).collect::<String>();
                (c.value.chars().count()..*squares).for_each(|_| digits.push_str("| "));
                line(cell(&Cell { value: digits + "|", ..c.clone() }));
            }
            Block::YesNo { cell: c, ticked } => {
                let value = format!("Có {} Không {}", tick(*ticked == Some(true)), tick(*ticked == Some(false)));
                line(cell(&Cell { value, ..c.clone() }));
            }
            Block::Table { cell, columns, rows } => {
                line(format!("{}. {}:", cell.no, cell.label));
                line(columns.join(" | "));
                rows.iter().for_each(|r| line(r.join(" | ").trim_end().to_owned()));
            }
            Block::Declaration { text, ticked } => line(format!("{} {text}", tick(*ticked))),
            Block::Signatures(all) => {
                for s in all {
                    let note = if s.note.is_empty() { String::new() } else { format!(" ({})", s.note) };
                    line(format!("\n{PLACE_AND_DATE}\n{}{note}", s.title));
                    if !s.stance.is_empty() {
                        line(s.stance.clone());
                    }
                    s.cells.iter().for_each(|c| line(cell(c)));
                }
            }
            Block::Notes(notes) => line(format!("\n{}", notes.join("\n"))),
            Block::Footer(footer) => line(format!("\n{footer}")),
        }
    }
    out
}

fn picture(name: &str, definition: &str, answers: &Texts) {
    let page = draw(&layout(&parse(definition).expect("parses"), answers));
    let file = File::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/print").join(name);
    if std::env::var_os("TROLY_BLESS").is_some() {
        fs::write(&file, &page).expect("writable");
    }
    assert_eq!(page, fs::read_to_string(&file).unwrap_or_default(), "{name}");
}

const BIRTH: &str = include_str!("../procedures/1.001193.json");
const STAY: &str = include_str!("../procedures/1.004194.json");

#[test]
fn an_empty_page_is_the_empty_form() {
    picture("birth-empty.txt", BIRTH, &Texts::new(&[], &[]));
    picture("stay-empty.txt", STAY, &Texts::new(&[], &[]));
}

#[test]
fn answers_stand_in_their_boxes_and_helpers_do_not_show() {
    let birth = Texts::new(
        &[
            ("agency", "Ủy ban nhân dân phường Sài Gòn, Thành phố Hồ Chí Minh"),
            ("applicant.name", "NGUYỄN THỊ BÌNH"),
            ("child.name", "TRẦN MINH KHANG"),
            ("child.birthDate", "23/10/2026"),
            ("child.birthDateWords", "ngày hai mươi ba, tháng mười, năm hai nghìn không trăm hai mươi sáu"),
            ("mother.hometown", "KHÔNG ĐƯỢC IN"),
            ("marriage.number", "125/2022"),
            ("declaration", "Có"),
            ("copies.wanted", "Có"),
            ("copies.count", "2"),
        ],
        &[],
    );
    picture("birth.txt", BIRTH, &birth);
    let stay = Texts::new(
        &[
            ("applicant.name", "NGUYỄN THỊ BÌNH"),
            ("applicant.birthDate", "08/03/1995"),
            ("applicant.sex", "Nữ"),
            ("applicant.citizenId", "079 195 001 234"),
            ("applicant.residence", "KHÔNG ĐƯỢC IN"),
            ("request.content", "Đăng ký tạm trú tại: 12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh."),
            ("members/r1/name", "TRẦN MINH KHANG"),
            ("members/r1/relationToHead", "Con"),
            ("consent.head.how", "Ghi và ký ngay trên tờ khai"),
            ("consent.head.signature", ""),
            ("consent.owner.how", "Xác nhận qua VNeID hoặc dịch vụ công trực tuyến"),
            ("consent.owner.name", "LÊ VĂN CHỦ"),
        ],
        &["r1"],
    );
    picture("stay.txt", STAY, &stay);
}
