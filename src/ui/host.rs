//! What the interface asks of the browser. `browser` implements it; a fake one serves tests.

use super::{
    context::Ui,
    pages::{DataReader, Pages},
    way::{Wanted, Way},
};
use crate::{address::AddressBook, definition::Path, json::Json, value::FileInfo};
use std::{future::Future, pin::Pin, rc::Rc};
use yew::Callback;

/// Something that takes a while.
pub type Task<T> = Pin<Box<dyn Future<Output = T>>>;

/// Reads pictures of cards, and keeps attached files.
pub trait Scanner {
    /// Keeps a file that the person attached, under a new id, until the element goes; and sees what it is by how it begins.
    fn attach(&self, file: web_sys::File) -> Task<FileInfo>;

    /// The texts of all QRs in a picture, read by the worker. An empty list: the picture is fine, there is no QR in it.
    fn scan(&self, picture: web_sys::Blob) -> Task<Result<Vec<String>, ScanError>>;

    /// Shows the camera in `video` and calls `found` with the texts of the QRs seen, again and again (the same text may
    /// come twice), until the session is dropped.
    fn camera(
        &self,
        video: web_sys::HtmlVideoElement,
        found: Callback<Vec<String>>,
    ) -> Task<Result<Session, ScanError>>;

    /// Opens a way to bring papers, with its code fetched on first need.
    fn way(&self, ui: &Ui, wanted: Wanted) -> Task<Result<Box<dyn Way>, LoadError>>;
}

/// Asks the worker in which the vault is open; the messages are described there (`www/vault-worker.js`).
pub trait Keeper {
    /// Asks; of the answer what is no bytes, and the bytes if there are any.
    fn ask(&self, op: &'static str, args: Json, with: With) -> Task<Asked<Answer>>;

    /// Ends the worker, and with it the key and all that was opened.
    fn end(&self);

    /// Is told what the worker says unasked: why it locked itself, or `wrote` when another tab did.
    fn listen(&self, told: Callback<String>);

    /// Whether this browser may have passkeys that give secrets.
    fn passkeys(&self) -> bool;

    /// Why the instance before this one locked the vault; told once.
    fn was_locked(&self) -> String;

    /// Whether the page says that this machine is shared with strangers.
    fn shared(&self) -> bool;

    /// The newest state of the vault that this browser has seen: id, blank, generation; or nothing.
    fn seen(&self) -> String;

    /// Remembers it; nothing: forgets it.
    fn remember(&self, state: &str);

    /// Saves bytes as a file on the person's device.
    fn save(&self, name: &str, bytes: &[u8]);

    /// Asks the browser not to throw away what is kept. Whether it promised.
    fn persist(&self) -> Task<bool>;

    /// Now, in milliseconds since 1970.
    fn now(&self) -> f64;

    /// All forms of this page begin anew in a fresh instance, so that nothing of what was open stays in memory; `why` the vault was locked.
    fn forget(&self, why: &str);
}

/// What comes of asking the vault.
pub type Asked<T> = Result<T, VaultFailure>;

/// What it answers: what is no bytes, and the bytes if there are any.
pub type Answer = (Json, Option<Vec<u8>>);

/// What goes with a question to the vault, past the memory of this module.
pub enum With {
    /// Nothing.
    Nothing,
    /// What was typed into a box, as `passphrase`; the box is emptied.
    Passphrase(web_sys::HtmlInputElement),
    /// The same, and a file as `file`.
    File(web_sys::HtmlInputElement, web_sys::File),
    /// The secret of a new passkey, for the vault with this id.
    NewPasskey(String),
    /// The secret of a passkey: the id of the vault, and of the passkeys that there are (in hex).
    Passkey(String, Vec<String>),
}

/// Why the vault did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultFailure {
    /// Stable code: `vault.passphrase`.
    pub code: String,
    /// Of `vault.wait`: milliseconds.
    pub ms: u64,
}

/// What the interface asks of the browser.
pub trait Host {
    /// The pages around the form, with all that they need to be drawn, fetched on first need; later calls cost nothing.
    fn load_pages(&self) -> Task<Result<Rc<dyn Pages>, LoadError>>;

    /// What reads dossiers and data that were kept, fetched on first need; later calls cost nothing.
    fn load_reader(&self) -> Task<Result<Rc<dyn DataReader>, LoadError>>;

    /// The administrative units, fetched on first need; later calls give the same ones.
    fn load_units(&self) -> Task<Result<Rc<dyn AddressBook>, LoadError>>;

    /// Tells the page. `false`: the page said no (only [`HostEvent::Fill`] and [`HostEvent::Submit`] can be refused).
    fn emit(&self, event: HostEvent<'_>) -> bool;

    /// The ids of the attached files that are kept, with blanks between them.
    fn contents(&self) -> String;

    /// Saves a text as a file on the person's device.
    fn download(&self, name: &str, mime: &str, text: &str);

    /// Prints the part of the interface marked for it (class `print`); everything else is hidden by the style sheet.
    fn print(&self, page: web_sys::Element);
}

/// What the page may hear. No value of an answer is in it, except in `Submit`, which only the person causes.
#[derive(Clone, Copy, Debug)]
pub enum HostEvent<'a> {
    /// Answers or findings changed (`troly-change`).
    Change {
        /// Which ones.
        paths: &'a [Path],
    },
    /// These boxes are about to be filled from a paper or the casting (`troly-fill`, cancellable).
    Fill {
        /// Which ones.
        paths: &'a [Path],
    },
    /// The person hands the dossier over (`troly-submit`, cancellable: the page could not take it).
    Submit {
        /// [`crate::dossier::Dossier::data`].
        data: &'a str,
        /// [`crate::dossier::Dossier::export`].
        dossier: &'a str,
        /// Ids of the files that go with the data, with blanks between them.
        files: &'a str,
    },
    /// Something went wrong that the page may want to count (`troly-error`): a stable code, never a value.
    Error {
        /// Stable code.
        code: &'a str,
    },
}

/// Why a picture or the camera gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanError {
    /// Not a PNG, JPEG or WebP picture, or damaged.
    NotAPicture,
    /// More pixels or bytes than are read.
    TooLarge,
    /// Took too long.
    TimedOut,
    /// The reader could not be loaded or broke down.
    Reader,
    /// The person or the browser did not allow the camera.
    CameraRefused,
    /// There is no camera, or something else uses it.
    NoCamera,
}

impl ScanError {
    /// One of each, for whoever must have a text for every code.
    pub const ALL: &[ScanError] = &[
        ScanError::NotAPicture,
        ScanError::TooLarge,
        ScanError::TimedOut,
        ScanError::Reader,
        ScanError::CameraRefused,
        ScanError::NoCamera,
    ];

    /// Stable code; the text has the key `ui.` and this.
    pub fn code(self) -> &'static str {
        match self {
            ScanError::NotAPicture => "scan.not-a-picture",
            ScanError::TooLarge => "scan.too-large",
            ScanError::TimedOut => "scan.timed-out",
            ScanError::Reader => "scan.reader",
            ScanError::CameraRefused => "scan.camera-refused",
            ScanError::NoCamera => "scan.no-camera",
        }
    }
}

/// Why the administrative units or late code did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// The file could not be fetched.
    Fetch,
    /// The file is not what it should be.
    Damaged,
}

impl LoadError {
    /// Stable code; the text has the key `ui.` and this.
    pub fn code(self) -> &'static str {
        match self {
            LoadError::Fetch => "load.fetch",
            LoadError::Damaged => "load.damaged",
        }
    }
}

/// Something that runs until it is dropped: the camera.
pub struct Session(Option<Box<dyn FnOnce()>>);

impl Session {
    /// A session that `stop` ends.
    pub fn new(stop: impl FnOnce() + 'static) -> Self {
        Session(Some(Box::new(stop)))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(stop) = self.0.take() {
            stop();
        }
    }
}

/// A shared host.
pub type HostRef = Rc<dyn Host>;
