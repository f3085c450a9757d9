//! [`Host`] for the real browser.

use super::{late, page::Page};
use crate::{
    address::AddressBook,
    definition::Path,
    ui::{
        host::{Host, HostEvent, LoadError, Task},
        pages::Pages,
    },
    validate::attachment,
    value::FileInfo,
};
use js_sys::Uint8Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::{JsFuture, spawn_local};

thread_local! {
    /// The administrative units, once fetched: shared by all elements.
    static UNITS: RefCell<Option<Rc<dyn AddressBook>>> = const { RefCell::new(None) };
}

/// What the interface asks of the browser, for one element.
pub struct BrowserHost {
    page: Rc<Page>,
}

impl BrowserHost {
    /// For the element that `page` stands for.
    pub fn new(page: Page) -> Self {
        BrowserHost { page: Rc::new(page) }
    }
}

impl Host for BrowserHost {
    fn load_pages(&self) -> Task<Result<Rc<dyn Pages>, LoadError>> {
        // At the same time as the code; both must be there, so that no page is ever seen without its look
        let look = JsFuture::from(self.page.pages());
        let code = late::open_pages(self.page.clone());
        Box::pin(async move {
            let pages = code.await?;
            look.await.map_err(|_| LoadError::Fetch)?;
            Ok(pages)
        })
    }

    fn load_units(&self) -> Task<Result<Rc<dyn AddressBook>, LoadError>> {
        if let Some(units) = UNITS.with(|units| units.borrow().clone()) {
            return Box::pin(async { Ok(units) });
        }
        let file = self.page.asset("units.bin");
        // The code and its data at once; whether it came shows below
        spawn_local(async { drop(late::load_address().await) });
        Box::pin(async move {
            let bytes = JsFuture::from(file).await.map_err(|_| LoadError::Fetch)?;
            let units = late::open_units(Uint8Array::new(&bytes).to_vec()).await?;
            UNITS.with(|kept| *kept.borrow_mut() = Some(units.clone()));
            Ok(units)
        })
    }

    fn emit(&self, event: HostEvent<'_>) -> bool {
        match event {
            HostEvent::Change { .. } => self.page.changed(),
            HostEvent::Fill { paths } => return self.page.fill(paths.iter().map(text).collect()),
            HostEvent::Submit { data, dossier, files } => {
                return self.page.submit(data, dossier, files.iter().map(ToString::to_string).collect());
            }
            HostEvent::Error { code } => self.page.error(code),
        }
        true
    }

    fn attach(&self, file: web_sys::File) -> Task<FileInfo> {
        let (id, name, size) = (self.page.keep(&file), file.name(), file.size());
        let begin = file.slice_with_i32_and_i32(0, 64).map(|slice| slice.array_buffer());
        Box::pin(async move {
            // What cannot be read has no beginning, and so no type
            let begin = match begin {
                Ok(reading) => JsFuture::from(reading).await.map(|b| Uint8Array::new(&b).to_vec()).unwrap_or_default(),
                Err(_) => Vec::new(),
            };
            let media = attachment::media_type(&name, &begin).into();
            FileInfo { id: id.into(), name: name.into(), media, size: size as u64 }
        })
    }

    fn contents(&self) -> Vec<Rc<str>> {
        self.page.kept().into_iter().map(Rc::from).collect()
    }

    fn download(&self, name: &str, mime: &str, text: &str) {
        self.page.download(name, mime, text);
    }

    fn print(&self, _page: web_sys::Element) {
        // Inside our root the style sheet shows it alone; the script does the same for the page around us
        self.page.print();
    }
}

fn text(path: &Path) -> String {
    path.as_str().to_owned()
}
