//! Rows and answers → CSV that is safe to open in a spreadsheet.

use super::{Address, Desk, State, read::LINES};
use crate::address::{Conversion, Lang, Status, explain};
use serde::Serialize;
use std::borrow::Cow;

/// Which table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// All rows with the converted columns.
    Converted,
    /// The addresses that a person has to look at.
    Review,
}

/// A cell as text, whatever a spreadsheet would make of it: what it would take for a formula gets an apostrophe in front.
///
/// A signed number, a telephone number or a dash alone is none.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    let Some(first) = cell.chars().next() else { return Cow::Borrowed(cell) };
    let is_number =
        || cell.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '-' | '(' | ')'));
    let risky = match first {
        '=' | '@' | '\t' | '\r' | '\n' | '＝' | '＠' => true,
        '+' | '-' | '＋' | '－' => !is_number(),
        _ => false,
    };
    if risky { Cow::Owned(["'", cell].concat()) } else { Cow::Borrowed(cell) }
}

const CONVERTED: [[&str; 12]; 2] = [
    [
        "Trạng thái",
        "Mã trạng thái",
        "Địa chỉ mới",
        "Xã, phường mới",
        "Mã xã",
        "Tỉnh, thành phố mới",
        "Mã tỉnh",
        "Chi tiết",
        "Đơn vị cũ",
        "Nghị quyết",
        "Các nơi có thể",
        "Giải thích",
    ],
    [
        "Status",
        "Status code",
        "New address",
        "New commune",
        "Commune code",
        "New province",
        "Province code",
        "Detail",
        "Old unit",
        "Resolution",
        "Candidates",
        "Explanation",
    ],
];
const REVIEW: [[&str; 7]; 2] = [
    ["Dòng", "Số dòng", "Địa chỉ", "Trạng thái", "Đơn vị cũ", "Các nơi có thể", "Giải thích"],
    ["Row", "Rows", "Address", "Status", "Old unit", "Candidates", "Explanation"],
];

/// A table being written.
struct Sheet {
    writer: csv::Writer<Vec<u8>>,
    /// Cells that got an apostrophe.
    changed: u32,
}

impl Sheet {
    fn new(delimiter: u8) -> Self {
        let delimiter = if delimiter == LINES { b',' } else { delimiter };
        // By this mark Excel knows that it is UTF-8
        let bytes = "\u{FEFF}".as_bytes().to_vec();
        let writer = csv::WriterBuilder::new()
            .flexible(true)
            .delimiter(delimiter)
            .terminator(csv::Terminator::CRLF)
            .from_writer(bytes);
        Sheet { writer, changed: 0 }
    }

    fn row<'a>(&mut self, cells: impl Iterator<Item = &'a str>) {
        for cell in cells {
            let safe = harmless(cell);
            self.changed += u32::from(matches!(safe, Cow::Owned(_)));
            // Into memory, which does not fail
            let _ = self.writer.write_field(safe.as_bytes());
        }
        let _ = self.writer.write_record(None::<&[u8]>);
    }

    fn done(self) -> (Vec<u8>, u32) {
        (self.writer.into_inner().unwrap_or_default(), self.changed)
    }
}

/// A row as it is shown before anything is saved.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// The address as it was read.
    pub address: String,
    /// Its state.
    pub state: &'static str,
    /// The address of today; empty where it is not sure.
    pub new: String,
}

fn old_line(answer: &Conversion) -> String {
    answer.old.iter().map(|o| o.line()).collect::<Vec<_>>().join("; ")
}

impl Desk {
    /// Writes a table, as UTF-8 with the mark that Excel wants. Gives with it how many cells were kept from being formulas.
    pub fn write(&self, what: Output, lang: Lang) -> (Vec<u8>, u32) {
        match what {
            Output::Converted => self.converted(lang),
            Output::Review => self.review(lang),
        }
    }

    /// The first rows that were converted.
    pub fn sample(&self, count: usize, lang: Lang) -> Vec<Sample> {
        let row = |at: &Option<u32>| {
            let Some(address) = at.and_then(|i| self.addresses.get(i as usize)) else {
                return Sample { address: String::new(), state: State::Empty.code(), new: String::new() };
            };
            let [_, _, new, ..] = self.columns_of(address, lang);
            Sample { address: address.text.to_string(), state: self.state(*at).code(), new: new.into_owned() }
        };
        self.rows.iter().take(count).map(row).collect()
    }

    fn choices(&self, answer: &Conversion, lang: Lang) -> String {
        let guess = if lang == Lang::Vi { ", phỏng đoán không chính thức" } else { ", an unofficial guess" };
        let mut all: Vec<String> = Vec::new();
        for c in &answer.candidates {
            let mark = if c.unofficial_default { guess } else { "" };
            all.push([&c.name, ", ", &c.province_name, " (", &c.code, mark, ")"].concat());
        }
        let named = answer.also.iter().map(|c| c.code.as_str()).chain(answer.within.iter().map(String::as_str));
        all.extend(
            named
                .filter_map(|code| self.units.commune(code))
                .map(|c| [&c.line(), " (", &c.code, ")"].map(|s: &str| s).concat()),
        );
        all.join("; ")
    }

    fn converted(&self, lang: Lang) -> (Vec<u8>, u32) {
        let mut sheet = Sheet::new(self.table.delimiter());
        let width = self.table.width();
        let names = &CONVERTED[usize::from(lang == Lang::En)];
        let own = |c: usize| self.table.name(c);
        if self.table.header() {
            sheet.row((0..width).map(own).chain(names.iter().copied()));
        } else {
            let numbers: Vec<String> = (1..=width).map(|c| c.to_string()).collect();
            sheet.row(numbers.iter().map(String::as_str).chain(names.iter().copied()));
        }
        for (row, at) in self.table.rows().zip(&self.rows) {
            let cells = (0..width).map(|c| row.get(c).unwrap_or_default());
            match at.and_then(|i| self.addresses.get(i as usize)) {
                Some(address) => {
                    let added = self.columns_of(address, lang);
                    sheet.row(cells.chain(added.iter().map(|cell| &**cell)));
                }
                None => {
                    let state = [State::Empty.words(lang), State::Empty.code()];
                    sheet.row(cells.chain(state).chain([""; 10]));
                }
            }
        }
        sheet.done()
    }

    /// The converted columns of one address.
    fn columns_of(&self, address: &Address, lang: Lang) -> [Cow<'static, str>; 12] {
        let answer = self.units.convert(&address.text, self.subject);
        let state = if address.picked.is_some() { State::Picked } else { State::Said(address.status) };
        let settled = matches!(address.status, Status::Certain | Status::AlreadyNew);
        let by_law = answer.candidates.first().filter(|_| settled).map(|c| c.code.as_str());
        let commune = address.picked.as_deref().or(by_law).and_then(|code| self.units.commune(code));
        let province = answer.province.as_ref().filter(|_| address.status != Status::Contradictory);
        let (name, code, province_name, province_code) = match (commune, province) {
            (Some(c), _) => (c.name, c.code, c.province_name, c.province),
            (None, Some(p)) => (String::new(), String::new(), p.name.clone(), p.code.clone()),
            (None, None) => Default::default(),
        };
        let line: Vec<&str> =
            [answer.detail.as_str(), &name, &province_name].into_iter().filter(|p| !p.is_empty()).collect();
        let new = if name.is_empty() { String::new() } else { line.join(", ") };
        let choices = if settled && answer.also.is_empty() { String::new() } else { self.choices(&answer, lang) };
        let old = old_line(&answer);
        let why = explain(&answer, lang);
        [
            Cow::Borrowed(state.words(lang)),
            Cow::Borrowed(state.code()),
            new.into(),
            name.into(),
            code.into(),
            province_name.into(),
            province_code.into(),
            answer.detail.into(),
            old.into(),
            answer.law.into(),
            choices.into(),
            why.into(),
        ]
    }

    fn review(&self, lang: Lang) -> (Vec<u8>, u32) {
        let mut sheet = Sheet::new(self.table.delimiter());
        sheet.row(REVIEW[usize::from(lang == Lang::En)].into_iter());
        for a in self.addresses.iter().filter(|a| a.open && a.picked.is_none()) {
            let answer = self.units.convert(&a.text, self.subject);
            let (row, rows) = ((a.first_row + 1).to_string(), a.rows.to_string());
            let state = State::Said(a.status).words(lang);
            let (old, choices, why) = (old_line(&answer), self.choices(&answer, lang), explain(&answer, lang));
            sheet.row([row.as_str(), &rows, &a.text, state, &old, &choices, &why].into_iter());
        }
        sheet.done()
    }
}
