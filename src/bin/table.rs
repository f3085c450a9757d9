//! The module of the table tool, in a worker of its page (`www/address/`), so that a table of any size freezes nothing.
//!
//! It knows only [`troly::table`]: text in, JSON and CSV out. A trap here costs the table; the page then starts a new worker.

#[cfg(target_arch = "wasm32")]
mod worker {
    use serde::Serialize;
    use std::collections::BTreeMap;
    use troly::{
        address::{Lang, Status, Subject, Units},
        table::{Choice, Columns, Desk, Group, Options, Output, State, Table},
    };
    use wasm_bindgen::prelude::wasm_bindgen;

    /// So many cells of a column are shown.
    const SAMPLES: usize = 3;

    /// Columns as the page counts them: -1 for none.
    #[derive(Serialize)]
    struct ColumnsView {
        detail: i32,
        commune: i32,
        district: i32,
        province: i32,
    }

    #[derive(Serialize)]
    struct ColumnView<'a> {
        name: &'a str,
        samples: Vec<&'a str>,
    }

    #[derive(Serialize)]
    struct TableView<'a> {
        rows: usize,
        delimiter: char,
        header: bool,
        notices: Vec<&'static str>,
        columns: Vec<ColumnView<'a>>,
        guess: ColumnsView,
    }

    #[derive(Serialize)]
    struct Shown {
        address: String,
        state: &'static str,
    }

    #[derive(Serialize)]
    struct SummaryView {
        rows: BTreeMap<&'static str, u32>,
        review: u32,
        decided: u32,
    }

    fn json<T: Serialize>(value: &T) -> String {
        serde_json::to_string(value).unwrap_or_default()
    }

    fn lang(en: bool) -> Lang {
        if en { Lang::En } else { Lang::Vi }
    }

    fn subject(land: bool) -> Subject {
        if land { Subject::Land } else { Subject::People }
    }

    fn columns(all: &[i32]) -> Columns {
        let column = |i: usize| all.get(i).and_then(|c| usize::try_from(*c).ok());
        Columns { detail: column(0), commune: column(1), district: column(2), province: column(3) }
    }

    fn view(columns: Columns) -> ColumnsView {
        let number = |column: Option<usize>| column.map_or(-1, |c| c as i32);
        ColumnsView {
            detail: number(columns.detail),
            commune: number(columns.commune),
            district: number(columns.district),
            province: number(columns.province),
        }
    }

    /// The units, and the table that is worked on.
    #[wasm_bindgen]
    pub struct Work {
        units: Units,
        desk: Option<Desk>,
        harmless: u32,
    }

    #[wasm_bindgen]
    impl Work {
        /// Throws the code of [`troly::address::DataError`] as a text.
        #[wasm_bindgen(constructor)]
        pub fn new(units: Vec<u8>) -> Result<Work, String> {
            let units = Units::from_bytes(units).map_err(|error| error.code().to_owned())?;
            Ok(Work { units, desk: None, harmless: 0 })
        }

        /// Reads a table in the place of the last one; throws the code of [`troly::table::Error`].
        pub fn open(&mut self, text: &str, delimiter: Option<String>, header: Option<bool>) -> Result<String, String> {
            self.desk = None;
            let options = Options { delimiter: delimiter.and_then(|d| d.bytes().next()), header };
            let is_address = |cell: &str| {
                let status = self.units.convert(cell, Subject::People).status;
                !matches!(status, Status::NotFound | Status::ProvinceOnly)
            };
            let table = Table::read(text, options, &is_address).map_err(|error| error.code().to_owned())?;
            let desk = self.desk.insert(Desk::new(self.units.clone(), table));
            let table = desk.table();
            let column = |c: usize| {
                let cells = table.rows().filter_map(|row| row.get(c)).filter(|cell| !cell.trim().is_empty());
                ColumnView { name: table.name(c), samples: cells.take(SAMPLES).collect() }
            };
            Ok(json(&TableView {
                rows: table.len(),
                delimiter: char::from(table.delimiter()),
                header: table.header(),
                notices: table.notices().iter().map(|n| n.code()).collect(),
                columns: (0..table.width()).map(column).collect(),
                guess: view(desk.columns()),
            }))
        }

        /// The first addresses that these columns give.
        pub fn preview(&self, of: &[i32], land: bool) -> String {
            let shown = self.desk.as_ref().map(|d| d.preview(columns(of), subject(land), SAMPLES)).unwrap_or_default();
            let view = |(address, state): (String, State)| Shown { address, state: state.code() };
            json(&shown.into_iter().map(view).collect::<Vec<_>>())
        }

        /// See [`Desk::start`].
        pub fn start(&mut self, of: &[i32], land: bool) {
            if let Some(desk) = &mut self.desk {
                desk.start(columns(of), subject(land));
            }
        }

        /// See [`Desk::work`].
        pub fn work(&mut self, count: usize) -> usize {
            self.desk.as_mut().map(|desk| desk.work(count)).unwrap_or_default()
        }

        /// See [`Desk::summary`].
        pub fn summary(&self) -> String {
            let troly::table::Summary { rows, review, decided } =
                self.desk.as_ref().map(Desk::summary).unwrap_or_default();
            json(&SummaryView { rows, review, decided })
        }

        /// See [`Desk::sample`].
        pub fn sample(&self, count: usize) -> String {
            // Nothing of it depends on the language
            json(&self.desk.as_ref().map(|desk| desk.sample(count, Lang::Vi)).unwrap_or_default())
        }

        /// See [`Desk::order`].
        pub fn order(&self, undecided: bool) -> Vec<u32> {
            self.desk.as_ref().map(|desk| desk.order(undecided)).unwrap_or_default()
        }

        /// The groups of these numbers, each with so many of its addresses.
        pub fn groups(&self, numbers: &[u32], items: usize, en: bool) -> String {
            let group = |n: &u32| self.desk.as_ref()?.group(*n, lang(en), items);
            json(&numbers.iter().filter_map(group).collect::<Vec<Group>>())
        }

        /// See [`Desk::pick`].
        pub fn pick(&mut self, address: u32, commune: Option<String>) -> bool {
            self.desk.as_mut().is_some_and(|desk| desk.pick(address, commune.as_deref()))
        }

        /// See [`Desk::pick_group`].
        #[wasm_bindgen(js_name = pickGroup)]
        pub fn pick_group(&mut self, group: u32, commune: &str) -> usize {
            self.desk.as_mut().map(|desk| desk.pick_group(group, commune)).unwrap_or_default()
        }

        /// See [`Desk::search`].
        pub fn search(&self, query: &str, province: &str, count: usize) -> String {
            let found: Vec<Choice> =
                self.desk.as_ref().map(|desk| desk.search(query, province, count)).unwrap_or_default();
            json(&found)
        }

        /// See [`Desk::write`].
        pub fn write(&mut self, review: bool, en: bool) -> Vec<u8> {
            let what = if review { Output::Review } else { Output::Converted };
            let Some(desk) = &self.desk else { return Vec::new() };
            let (bytes, harmless) = desk.write(what, lang(en));
            self.harmless = harmless;
            bytes
        }

        /// How many cells were kept from being formulas when that was written last.
        pub fn harmless(&self) -> u32 {
            self.harmless
        }
    }
}

fn main() {}
