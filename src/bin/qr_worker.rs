//! The QR worker's module: the second wasm module, loaded on the first scan by `www/qr-worker.js`, which describes the messages.
//!
//! It knows only [`troly::qr`]: grey pixels in, JSON out. A trap here costs one picture; the page then starts a new worker.

#[cfg(target_arch = "wasm32")]
mod worker {
    use troly::qr::{Decoded, Effort, Luma, decode};
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Reads all QR codes in a grey picture of `width` × `height` bytes; `thorough` for a picture that a person chose, not for a frame of a video.
    ///
    /// Answers with JSON: `{"codes":[{"text":"…","corners":[[x,y],…],"version":8}],"unreadable":false}`, where `text` is `null` for a message
    /// that is not UTF-8, or `{"error":"qr.size"}` (the codes of [`troly::qr::Error`]).
    #[wasm_bindgen]
    pub fn scan(luma: &[u8], width: u32, height: u32, thorough: bool) -> String {
        match Luma::new(width as usize, height as usize, luma) {
            Ok(picture) => answer(&decode(picture, if thorough { Effort::Picture } else { Effort::Frame })),
            Err(error) => format!("{{\"error\":\"{}\"}}", error.code()),
        }
    }

    fn answer(found: &Decoded) -> String {
        let codes: Vec<serde_json::Value> = found
            .codes
            .iter()
            .map(|code| {
                let corners: Vec<serde_json::Value> =
                    code.corners.iter().map(|(x, y)| vec![x.round() as i32, y.round() as i32].into()).collect();
                let mut object = serde_json::Map::new();
                object.insert("text".to_owned(), code.text().into());
                object.insert("corners".to_owned(), corners.into());
                object.insert("version".to_owned(), code.version.into());
                serde_json::Value::Object(object)
            })
            .collect();
        let mut object = serde_json::Map::new();
        object.insert("codes".to_owned(), codes.into());
        object.insert("unreadable".to_owned(), found.unreadable.into());
        serde_json::Value::Object(object).to_string()
    }
}

fn main() {}
