//! The printed page: how the official form is laid out, derived from the definition alone.
//!
//! What comes out is a list of blocks in reading order, already with the texts to show; whoever draws it (the browser's
//! print page, a test) decides nothing. The page is in Vietnamese, the language of the form. Only official boxes are
//! printed; helper fields are not. Empty boxes stay empty lines to fill by hand: places, dates and names of signatures
//! are never filled (rule R26).
//!
//! The heading of the State (quốc hiệu, tiêu ngữ) follows Nghị định 30/2020/NĐ-CP, Phụ lục I.

use crate::definition::{Definition, Field, FieldIx, FieldType, Path, Section};
use std::rc::Rc;

/// The answers as the page shows them.
pub trait Answers {
    /// What stands in a box, as a person reads it in Vietnamese; empty when nothing does or the box is hidden.
    fn text(&self, path: &Path) -> String;

    /// Whether a yes-no box or a declaration says yes; `None` when it says nothing.
    fn ticked(&self, path: &Path) -> Option<bool>;

    /// Whether a box is shown now. A consent's place to sign is shown when it is to be signed on this paper.
    fn shown(&self, path: &Path) -> bool;

    /// Ids of a group's rows, in order; of a group in the rows of another, of those in the row `outer`.
    fn rows(&self, group: &str, outer: Option<&str>) -> Vec<Rc<str>>;
}

/// One part of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Number of the form (small, on the right), then the two lines of the State's heading, centred.
    Header {
        /// "Mẫu CT01 ban hành kèm theo …".
        form_number: String,
        /// "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".
        republic: &'static str,
        /// "Độc lập - Tự do - Hạnh phúc", underlined.
        motto: &'static str,
    },
    /// The form's name in capitals, centred.
    Title(String),
    /// "Kính gửi: …", centred.
    To(Cell),
    /// A heading over the boxes of one person; forms with numbered boxes have none.
    Heading(String),
    /// Boxes that share a line.
    Line(Vec<Cell>),
    /// A box with one square for each digit.
    Digits {
        /// Number and label of the box; its value has the digits.
        cell: Cell,
        /// How many squares.
        squares: usize,
    },
    /// A choice between yes and no.
    YesNo {
        /// Number and label of the box; its value is empty.
        cell: Cell,
        /// What is ticked.
        ticked: Option<bool>,
    },
    /// A table; the first column is the row's number.
    Table {
        /// Number and label of the box; its value is empty.
        cell: Cell,
        /// Headings of the columns.
        columns: Vec<String>,
        /// Rows, padded with empty ones.
        rows: Vec<Vec<String>>,
    },
    /// A statement that the person makes.
    Declaration {
        /// The statement.
        text: String,
        /// Whether the person ticked it.
        ticked: bool,
    },
    /// Who signs, side by side, each under [`PLACE_AND_DATE`].
    Signatures(Vec<Signature>),
    /// The form's own notes, small, below the signatures.
    Notes(Vec<String>),
    /// Which definition the page was made from: small, at the bottom.
    Footer(String),
}

/// A box on a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Number printed before the label, or empty.
    pub no: String,
    /// Label, without colon.
    pub label: String,
    /// What stands there; empty: a dotted line.
    pub value: String,
}

/// A place to sign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Whose, in capitals.
    pub title: String,
    /// "ký, ghi rõ họ tên" and the like, in italics; may be empty.
    pub note: String,
    /// How the consent is given, when not on this paper ("Xác nhận qua VNeID …"); may be empty.
    pub stance: String,
    /// More boxes below the signature: name and number of who consents through VNeID.
    pub cells: Vec<Cell>,
}

/// Rows that a table has at least, so that it looks like the form and can be continued by hand.
const MIN_ROWS: usize = 4;

/// Place and date over each signature: always filled by hand.
pub const PLACE_AND_DATE: &str = "………, ngày …… tháng …… năm ……";

/// The blocks of the page, in order.
pub fn layout(definition: &Definition, answers: &dyn Answers) -> Vec<Block> {
    let mut page = Page { definition, answers, blocks: Vec::new(), signatures: Vec::new(), line: Vec::new() };
    page.blocks.push(Block::Header {
        form_number: definition.form_number.vi.to_string(),
        republic: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        motto: "Độc lập - Tự do - Hạnh phúc",
    });
    page.blocks.push(Block::Title(upper(&definition.form_name.vi)));
    let numbered = definition.fields.iter().any(|f| f.no.is_some());
    for section in definition.steps.iter().flat_map(|s| &s.sections) {
        page.section(section, numbered);
    }
    if !page.signatures.is_empty() {
        page.blocks.push(Block::Signatures(page.signatures));
    }
    if !definition.footnotes.is_empty() {
        page.blocks.push(Block::Notes(definition.footnotes.iter().map(|n| n.vi.to_string()).collect()));
    }
    page.blocks.push(Block::Footer(
        [
            "In từ Trợ Lý; thủ tục ",
            &definition.id,
            ", bản ",
            &definition.version,
            ", đối chiếu với mẫu chính thức ngày ",
            &definition.checked_on.to_vietnamese(),
            ".",
        ]
        .concat(),
    ));
    page.blocks
}

struct Page<'a> {
    definition: &'a Definition,
    answers: &'a dyn Answers,
    blocks: Vec<Block>,
    signatures: Vec<Signature>,
    /// Half-wide boxes waiting for a neighbour.
    line: Vec<Cell>,
}

impl Page<'_> {
    fn section(&mut self, section: &Section, numbered: bool) {
        let definition = self.definition;
        let fields = || section.fields.iter().filter_map(|ix| Some((*ix, definition.fields.get(usize::from(ix.0))?)));
        let lines = fields().any(|(_, f)| {
            f.r#box.is_some() && !matches!(f.kind, FieldType::Agency | FieldType::Declaration) && !self.is_signed(f)
        });
        if lines && !numbered {
            self.push(Block::Heading(section.title.vi.to_string()));
        }
        for (ix, field) in fields() {
            self.field(ix, field);
        }
        self.end_line();
    }

    /// Whether a field stands in the column of a signature: it is one, or shares its parent with one
    /// (`consent.owner.name`, `consent.owner.signature`).
    fn is_signed(&self, field: &Field) -> bool {
        let own = parent(&field.id);
        let signed = |f: &Field| f.kind == FieldType::Signature && parent(&f.id) == own;
        field.kind == FieldType::Signature || (!own.is_empty() && self.definition.fields.iter().any(signed))
    }

    fn field(&mut self, ix: FieldIx, field: &Field) {
        let path = Path::field(&field.id);
        if field.kind == FieldType::Signature {
            self.signature(field);
        }
        if field.r#box.is_none() || self.is_signed(field) {
            return;
        }
        let mut cell = cell(field);
        match field.kind {
            FieldType::Signature | FieldType::Note => {}
            FieldType::Agency => {
                cell.value = self.answers.text(&path);
                self.push(Block::To(cell));
            }
            FieldType::CitizenId => {
                cell.value = self.answers.text(&path).chars().filter(char::is_ascii_digit).collect();
                self.push(Block::Digits { cell, squares: 12 });
            }
            FieldType::YesNo => {
                let ticked = self.answers.ticked(&path);
                self.push(Block::YesNo { cell, ticked });
            }
            FieldType::Declaration => {
                let ticked = self.answers.ticked(&path) == Some(true);
                self.push(Block::Declaration { text: field.label.vi.to_string(), ticked });
            }
            FieldType::Group => self.table(ix, field, cell),
            _ => {
                cell.value = self.answers.text(&path);
                if !field.half {
                    self.end_line();
                }
                self.line.push(cell);
                if !field.half || self.line.len() == 2 {
                    self.end_line();
                }
            }
        }
    }

    fn table(&mut self, ix: FieldIx, field: &Field, cell: Cell) {
        let definition = self.definition;
        let columns: Vec<&Field> =
            definition.columns(ix).filter_map(|c| definition.fields.get(usize::from(c.0))).collect();
        let mut rows: Vec<Vec<String>> = Vec::new();
        for row in self.answers.rows(&field.id, None) {
            let mut cells = vec![(rows.len() + 1).to_string()];
            cells.extend(columns.iter().map(|c| match c.kind {
                FieldType::Group => self.list(c, &row),
                _ => self.answers.text(&Path::cell(&field.id, &row, c.local_id())),
            }));
            rows.push(cells);
        }
        while rows.len() < MIN_ROWS {
            rows.push(vec![String::new(); columns.len() + 1]);
        }
        let mut heads = vec!["TT".to_owned()];
        heads.extend(columns.iter().map(|c| c.label.vi.to_string()));
        self.push(Block::Table { cell, columns: heads, rows });
    }

    /// The rows of a group in a row of another, in one cell: the answers of each, and a semicolon between them.
    fn list(&self, group: &Field, outer: &str) -> String {
        let Some((ix, _)) = self.definition.field(&group.id) else { return String::new() };
        let row = |row: Rc<str>| {
            let columns = self.definition.columns(ix).filter_map(|c| self.definition.fields.get(usize::from(c.0)));
            let texts = columns.map(|c| self.answers.text(&Path::cell(&group.id, &row, c.local_id())));
            texts.filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
        };
        let rows: Vec<String> = self.answers.rows(&group.id, Some(outer)).into_iter().map(row).collect();
        rows.join("; ")
    }

    /// The column of one signature: the boxes that share its parent, in order.
    fn signature(&mut self, field: &Field) {
        let own = parent(&field.id);
        let mut with: Vec<&Field> = Vec::new();
        if !own.is_empty() {
            with.extend(self.definition.fields.iter().filter(|f| parent(&f.id) == own));
        }
        let (title, note) = split_note(&with.first().unwrap_or(&field).label.vi);
        let note = if note.is_empty() { split_note(&field.label.vi).1 } else { note };
        let mut signature = Signature { title: upper(title), note: note.to_owned(), ..Signature::default() };
        for f in with {
            let path = Path::field(&f.id);
            match f.kind {
                FieldType::Signature | FieldType::Note => {}
                FieldType::Choice if self.answers.shown(&Path::field(&field.id)) => {}
                FieldType::Choice => signature.stance = self.answers.text(&path),
                // The person's own words on the form; nothing of it is printed before they tick it.
                FieldType::Declaration if self.answers.ticked(&path) == Some(true) => {
                    signature.stance = "Tôi đồng ý".to_owned();
                }
                FieldType::Declaration => {}
                _ => signature.cells.push(Cell { value: self.answers.text(&path), ..cell(f) }),
            }
        }
        self.signatures.push(signature);
    }

    fn push(&mut self, block: Block) {
        self.end_line();
        self.blocks.push(block);
    }

    fn end_line(&mut self) {
        if !self.line.is_empty() {
            self.blocks.push(Block::Line(std::mem::take(&mut self.line)));
        }
    }
}

/// Number and label of a box. "Kính gửi (cơ quan …)" and "… bản sao: Có/Không" explain themselves on the screen; the page
/// has the answer instead.
fn cell(field: &Field) -> Cell {
    let label = split_note(&field.label.vi).0;
    let label = label.split_once(':').map_or(label, |(l, _)| l).trim();
    Cell { no: field.no.as_deref().unwrap_or_default().to_owned(), label: label.to_owned(), value: String::new() }
}

/// The id without its last part.
fn parent(id: &str) -> &str {
    id.rsplit_once('.').map_or("", |(parent, _)| parent)
}

/// A label and what stands in brackets at its end.
fn split_note(label: &str) -> (&str, &str) {
    match label.strip_suffix(')').and_then(|l| l.rsplit_once('(')) {
        Some((label, note)) if !label.trim().is_empty() => (label.trim(), note.trim()),
        _ => (label.trim(), ""),
    }
}

fn upper(text: &str) -> String {
    text.chars().map(crate::text::upper).collect()
}
