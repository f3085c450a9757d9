//! Code that is not in the first load: `cargo xtask build` takes each split function below, and all that only it needs,
//! into a module of its own, which the browser fetches at the first call.
//!
//! What comes back is a trait object, so nothing can be called before it is there; a second call costs nothing.

use super::{camera, page::Page, vault::BrowserKeeper, worker::Reader};
use crate::{
    address::{AddressBook, Units},
    definition::{self, Definition},
    i18n, identity,
    record::credential::Check,
    text,
    text::date::Day,
    ui::{
        components::{
            records::{credential::Checked, form::ShortForm, paste::Paste},
            vault::shelf::Shelf,
        },
        context::Ui,
        dom::pause,
        host::{LoadError, ScanError, Scanner, Session, Task},
        pages::{AllPages, CoreReader, DataReader, Pages},
        way::{Wanted, Way},
    },
    validate::attachment,
    value::FileInfo,
};
use js_sys::Uint8Array;
use std::{cell::OnceCell, rc::Rc};
use wasm_bindgen_futures::JsFuture;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::Callback;

impl From<SplitLoaderError> for LoadError {
    fn from(_: SplitLoaderError) -> Self {
        LoadError::Fetch
    }
}

/// Parsing, conversion and search of addresses, on the bytes of the units file.
///
/// # Errors
/// [`LoadError::Fetch`] when the code could not be fetched, [`LoadError::Damaged`].
#[wasm_split(address, fallible, preload(
    /// Fetches the code alone, so that it comes at the same time as its data.
    load_address
))]
pub fn open_units(bytes: Vec<u8>) -> Result<Rc<dyn AddressBook>, LoadError> {
    let units = Units::from_bytes(bytes).map_err(|_| LoadError::Damaged)?;
    Ok(Rc::new(units))
}

/// Why authors' JSON did not become a definition.
pub enum ReadError {
    /// The code could not be fetched.
    Fetch,
    /// The code of the first thing that is wrong with it, a space, and where (a JSON pointer, never a value).
    Invalid(String),
}

impl From<SplitLoaderError> for ReadError {
    fn from(_: SplitLoaderError) -> Self {
        ReadError::Fetch
    }
}

/// Reads and checks a definition as its authors write it: what every definition went through that is published packed.
///
/// # Errors
/// [`ReadError`].
#[wasm_split(definition, fallible)]
pub fn read_definition(json: String) -> Result<Definition, ReadError> {
    definition::parse(&json).map_err(|diagnostics| {
        ReadError::Invalid(match diagnostics.first() {
            Some(first) => [first.code.code(), " ", &first.pointer].concat(),
            None => "definition.invalid".to_owned(),
        })
    })
}

/// The readers of all number formats, for forms that ask for more than ID, phone and e-mail.
///
/// # Errors
/// [`LoadError::Fetch`] when the code could not be fetched.
#[wasm_split(identifiers, fallible)]
pub fn load_identifiers() -> Result<(), LoadError> {
    identity::load();
    i18n::more(i18n::numbers::TABLE);
    Ok(())
}

/// What reads dossiers and data that were kept.
///
/// # Errors
/// [`LoadError::Fetch`] when the code could not be fetched.
#[wasm_split(reader, fallible)]
pub fn open_reader() -> Result<Rc<dyn DataReader>, LoadError> {
    Ok(Rc::new(CoreReader))
}

/// The pages around the form, with the camera and the client of the QR worker.
///
/// # Errors
/// [`LoadError::Fetch`] when the code could not be fetched.
#[wasm_split(pages, fallible)]
pub fn open_pages(page: Rc<Page>) -> Result<Rc<dyn Pages>, LoadError> {
    text::words::load();
    identity::load_repairs();
    for table in [i18n::papers::TABLE, i18n::shelf::TABLE, i18n::vault::TABLE] {
        i18n::more(table);
    }
    let shelf = SHELF.with(|shelf| shelf.get_or_init(|| Shelf::new(Rc::new(BrowserKeeper::new(page.clone())))).clone());
    Ok(Rc::new(AllPages(Rc::new(BrowserScanner(page.clone(), Rc::new(Reader::new(page)))), shelf)))
}

thread_local! {
    /// What is known of the vault: one for all elements.
    static SHELF: OnceCell<Rc<Shelf>> = const { OnceCell::new() };
}

/// What looks through pasted text. With the units an address is told from what only looks like one.
///
/// # Errors
/// [`LoadError::Fetch`] when the code could not be fetched.
#[wasm_split(paste, fallible, preload(
    /// Fetches the code alone.
    load_paste
))]
pub fn open_paste(text: String, book: Option<Rc<dyn AddressBook>>) -> Result<Box<dyn Way>, LoadError> {
    Ok(Box::new(Paste::new(text, book)))
}

/// What checks credentials, with the cryptography for it.
///
/// # Errors
/// [`LoadError::Fetch`] when the code could not be fetched.
#[wasm_split(credential, fallible)]
pub fn open_credential(ui: Ui, text: String, issuers: String, now: i64) -> Result<Box<dyn Way>, LoadError> {
    Ok(Box::new(Checked::new(&ui, &text, &issuers, now)))
}

/// The short forms of papers.
///
/// # Errors
/// [`LoadError::Fetch`] when the code could not be fetched.
#[wasm_split(forms, fallible)]
pub fn open_forms() -> Result<Box<dyn Way>, LoadError> {
    Ok(Box::new(ShortForm::new(Rc::new(|json| Box::pin(short_form(json))))))
}

async fn short_form(json: &'static str) -> Result<Definition, LoadError> {
    let definition = read_definition(json.to_owned()).await.map_err(|error| match error {
        ReadError::Fetch => LoadError::Fetch,
        ReadError::Invalid(_) => LoadError::Damaged,
    })?;
    need_identifiers(&definition).await?;
    Ok(definition)
}

/// Fetches the readers of number formats that the form asks for, if there are such.
///
/// # Errors
/// [`LoadError::Fetch`] when the code could not be fetched.
pub async fn need_identifiers(definition: &Definition) -> Result<(), LoadError> {
    if definition.fields.iter().filter_map(|f| f.kind_of.as_deref()).any(|kind| identity::loaded(kind).is_none()) {
        load_identifiers().await?;
    }
    Ok(())
}

/// Now, in seconds; or noon of the day that rules count from, where the page says that it is another one.
fn now(today: Day) -> i64 {
    let (noon, clock) = (Check::on(today).now, (js_sys::Date::now() / 1000.0) as i64);
    if (clock - noon).abs() <= 12 * 3600 { clock } else { noon }
}

struct BrowserScanner(Rc<Page>, Rc<Reader>);

impl Scanner for BrowserScanner {
    fn attach(&self, file: web_sys::File) -> Task<FileInfo> {
        let begin = self.0.begin(&file);
        let (id, name, size) = (self.0.keep(&file).into(), file.name(), file.size() as u64);
        Box::pin(async move {
            // What cannot be read has no beginning, and so no type
            let begin = JsFuture::from(begin).await.map(|b| Uint8Array::new(&b).to_vec()).unwrap_or_default();
            FileInfo { id, media: attachment::media_type(&name, &begin).into(), name: name.into(), size }
        })
    }

    fn scan(&self, picture: web_sys::Blob) -> Task<Result<Vec<String>, ScanError>> {
        let reader = self.1.clone();
        Box::pin(async move { reader.read("blob", &picture, false).await })
    }

    fn camera(
        &self,
        video: web_sys::HtmlVideoElement,
        found: Callback<Vec<String>>,
    ) -> Task<Result<Session, ScanError>> {
        Box::pin(camera::open(self.1.clone(), video, found))
    }

    fn way(&self, ui: &Ui, wanted: Wanted) -> Task<Result<Box<dyn Way>, LoadError>> {
        match wanted {
            Wanted::Paste(text) => {
                let book = ui.store.dossier().units().cloned();
                // A long text takes a while, to look through and to draw: each in a turn of its own
                Box::pin(async move {
                    load_paste().await?;
                    pause(0).await;
                    let way = open_paste(text, book).await;
                    pause(0).await;
                    way
                })
            }
            Wanted::Credential(text) => {
                let now = now(ui.store.dossier().today());
                Box::pin(open_credential(ui.clone(), text, self.0.issuers(), now))
            }
            Wanted::Form => Box::pin(open_forms()),
        }
    }
}
