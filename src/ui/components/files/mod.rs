//! Files that the person attaches: chosen or dropped, listed with what they are, taken away again. The content stays with
//! the page; what comes here is read only as far as it takes to see what it is.

use super::{
    button,
    icon::{self, icon},
    icon_button,
};
use crate::{
    definition::{Field, FieldIx, Path},
    dossier::Action,
    ui::{
        context::{Ui, control_id},
        dom::{el, hear, leaf, nothing},
        host::Scanner,
        part::{Cx, Link, Msg as PartMsg, Widget},
    },
    validate::attachment::{self, FILE_KINDS},
    value::{FileInfo, Value},
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::{Callback, Html, NodeRef, virtual_dom::ListenerKind};

/// No more files than this are taken at once: a folder that was dropped by mistake.
const AT_ONCE: u32 = 50;

/// See the module.
pub struct Files {
    scanner: Rc<dyn Scanner>,
    path: Path,
    ix: FieldIx,
    input: NodeRef,
    button: NodeRef,
    over: bool,
}

/// What happens in a box for files.
#[derive(Clone)]
pub enum Msg {
    /// Opens the browser's own dialogue.
    Choose,
    /// Something is dragged over the box, or not any more.
    Over(bool),
    /// Files were chosen or dropped.
    Came(Option<web_sys::FileList>),
    /// What they are is known.
    Seen(Vec<FileInfo>),
    /// A file is taken away.
    Detach(Rc<str>),
}

impl Widget for Files {
    fn update(&mut self, cx: &Cx<'_>, msg: PartMsg) -> bool {
        let ui = cx.ui;
        let PartMsg::Files(msg) = msg else { return true };
        match msg {
            Msg::Choose => {
                if let Some(input) = self.input.get() {
                    input.unchecked_into::<web_sys::HtmlElement>().click();
                }
                return false;
            }
            Msg::Over(over) => return std::mem::replace(&mut self.over, over) != over,
            Msg::Came(files) => self.take(cx.link, files.as_ref()),
            Msg::Seen(files) => {
                ui.send(Action::Attach { path: self.path.clone(), files });
                // Nothing is being typed here that would have to be finished first
                ui.send(Action::Leave(self.path.clone()));
            }
            Msg::Detach(id) => {
                let rest: Rc<[FileInfo]> = self.there(ui).iter().filter(|f| f.id != id).cloned().collect();
                let value = (!rest.is_empty()).then_some(Value::Files(rest));
                ui.send(Action::Edit { path: self.path.clone(), value });
                // The button that was pressed goes with its file
                if let Some(button) = self.button.get() {
                    drop(button.unchecked_into::<web_sys::HtmlElement>().focus());
                }
            }
        }
        true
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        let (ui, link) = (cx.ui, cx.link);
        let definition = ui.store.dossier().definition().clone();
        let Some(field) = definition.fields.get(self.ix.0 as usize) else { return nothing() };
        let drag = |over: bool| -> Callback<web_sys::Event> {
            hear(link, move |event| {
                event.prevent_default();
                Some(PartMsg::Files(Msg::Over(over)))
            })
        };
        let dropped = hear(link, |event| {
            event.prevent_default();
            let data = event.unchecked_into::<web_sys::DragEvent>().data_transfer();
            Some(PartMsg::Files(Msg::Came(data.and_then(|d| d.files()))))
        });
        let chosen = hear(link, |event| {
            let input: web_sys::HtmlInputElement = event.target()?.unchecked_into();
            Some(PartMsg::Files(Msg::Came(input.files())))
        });
        let there = self.there(ui);
        let key = if there.is_empty() { "ui.files.choose" } else { "ui.files.more" };
        let choose = button(link, "btn", "attach", icon::PLUS, ui.t(key), PartMsg::Files(Msg::Choose));
        let accept: String = attachment::kinds(field).map(attachment::FileKind::endings).collect();
        let input = el("input", "hidden")
            .a("type", "file")
            .a("tabindex", "-1")
            .a("aria-hidden", "true")
            .s("accept", accept.trim_end_matches(','))
            .a_if(field.max != Some(1), "multiple", "")
            .node(&self.input)
            .on(|| ListenerKind::onchange, chosen);
        el("div", if self.over { "files over" } else { "files" })
            .on(|| ListenerKind::ondragenter, drag(true))
            .on(|| ListenerKind::ondragover, drag(true))
            .on(|| ListenerKind::ondragleave, drag(false))
            .on(|| ListenerKind::ondrop, dropped)
            .maybe((!there.is_empty()).then(|| el("ul", "").all(there.iter().map(|f| item(ui, link, f)).collect())))
            .add(choose.s("id", &control_id(&self.path)).node(&self.button))
            .add(leaf("p", "quiet", &takes(ui, field)))
            .add(input)
            .done()
    }
}

impl Files {
    /// The files in the box of an answer.
    pub fn new(scanner: Rc<dyn Scanner>, path: &Path, ix: FieldIx) -> Self {
        let (input, button) = (NodeRef::default(), NodeRef::default());
        Files { scanner, path: path.clone(), ix, input, button, over: false }
    }

    fn there(&self, ui: &Ui) -> Rc<[FileInfo]> {
        match ui.store.dossier().answer(&self.path).and_then(|a| a.value.as_ref()) {
            Some(Value::Files(files)) => files.clone(),
            _ => Rc::new([]),
        }
    }

    /// Gives the files to the page, which keeps them, and tells what they are once that is known.
    fn take(&mut self, link: &Link, files: Option<&web_sys::FileList>) {
        self.over = false;
        let list = files.into_iter().flat_map(|list| (0..list.length().min(AT_ONCE)).filter_map(|i| list.item(i)));
        let waiting: Vec<_> = list.map(|file| self.scanner.attach(file)).collect();
        // The same file may be chosen again after it was taken away.
        if let Some(input) = self.input.get() {
            input.unchecked_into::<web_sys::HtmlInputElement>().set_value("");
        }
        link.send_future(async move {
            let mut files = Vec::with_capacity(waiting.len());
            for file in waiting {
                files.push(file.await);
            }
            PartMsg::Files(Msg::Seen(files))
        });
    }
}

/// One file that is there.
fn item(ui: &Ui, link: &Link, file: &FileInfo) -> Html {
    let kind =
        FILE_KINDS.iter().find(|k| *k.media == *file.media).map_or_else(String::new, |k| k.name.to_ascii_uppercase());
    let about = [&*kind, if kind.is_empty() { "" } else { ", " }, &attachment::size(file.size)].concat();
    let away = PartMsg::Files(Msg::Detach(file.id.clone()));
    let label = ui.tp("ui.files.remove", &[("file", &file.name)]);
    el("li", "")
        .key(&file.id)
        .put(icon(icon::PAPER))
        .add(el("span", "file").add(leaf("bdi", "", &file.name)).text(" ").add(leaf("span", "quiet", &about)))
        .add(icon_button(link, "detach", icon::BIN, &label, away))
        .done()
}

/// What may be attached, before anything is refused.
fn takes(ui: &Ui, field: &Field) -> String {
    let names: Vec<String> = attachment::kinds(field).map(|k| k.name.to_ascii_uppercase()).collect();
    let mut out = ui.tp("ui.files.types", &[("types", &names.join(", "))]);
    let mut more = |key: &str, name: &str, value: &str| {
        out.push(' ');
        out.push_str(&ui.tp(key, &[(name, value)]));
    };
    if let Some(max) = field.max_size {
        more("ui.files.size", "max", &attachment::size(max));
    }
    if let Some(max) = field.max {
        more("ui.files.count", "max", &max.to_string());
    }
    out
}
