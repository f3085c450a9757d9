//! The camera: frames go to the QR worker one at a time, the next when the last was answered, so that a slow phone is
//! never behind. The camera is let go when the session ends and while the page is hidden.

use super::worker::Reader;
use crate::ui::{
    dom::pause,
    host::{ScanError, Session},
};
use js_sys::{Object, Reflect};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomException, HtmlVideoElement, MediaStream, MediaStreamConstraints, MediaStreamTrack};
use yew::Callback;

/// Shortest time between two frames: eight a second find a card as fast as thirty and leave the phone cool.
const PAUSE_MS: i32 = 120;

/// How often a hidden page looks whether it is seen again.
const HIDDEN_MS: i32 = 500;

/// Shows the camera in `video` and calls `found` with what is read, until the session is dropped.
///
/// # Errors
/// [`ScanError::CameraRefused`], [`ScanError::NoCamera`].
pub async fn open(
    reader: Rc<Reader>,
    video: HtmlVideoElement,
    found: Callback<Vec<String>>,
) -> Result<Session, ScanError> {
    let stream = show(&video).await?;
    let stopped = Rc::new(Cell::new(false));
    let session = {
        let stopped = stopped.clone();
        let video = video.clone();
        Session::new(move || {
            stopped.set(true);
            let_go(&video);
        })
    };
    spawn_local(watch(reader, video, stream, found, stopped));
    Ok(session)
}

/// Asks for the camera and shows it.
async fn show(video: &HtmlVideoElement) -> Result<MediaStream, ScanError> {
    let window = web_sys::window().ok_or(ScanError::NoCamera)?;
    // Absent on pages without TLS
    let devices = window.navigator().media_devices().map_err(|_| ScanError::NoCamera)?;
    if devices.is_undefined() {
        return Err(ScanError::NoCamera);
    }
    let wanted = Object::new();
    for (name, value) in [("facingMode", JsValue::from("environment")), ("width", 1920.into()), ("height", 1080.into())]
    {
        // Bare values are wishes: a laptop's only camera does as well
        let _ = Reflect::set(&wanted, &name.into(), &value);
    }
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&wanted);
    constraints.set_audio(&JsValue::FALSE);
    let asked = devices.get_user_media_with_constraints(&constraints).map_err(|e| why(&e))?;
    let stream: MediaStream = JsFuture::from(asked).await.map_err(|e| why(&e))?.unchecked_into();
    // Without these an iPhone shows nothing, or takes the whole screen
    video.set_muted(true);
    let _ = video.set_attribute("playsinline", "");
    video.set_src_object(Some(&stream));
    if let Ok(playing) = video.play() {
        // Refused when the person closes the camera at once; then nothing is read, which is right
        let _ = JsFuture::from(playing).await;
    }
    Ok(stream)
}

fn why(error: &JsValue) -> ScanError {
    let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
    match name.as_str() {
        "NotAllowedError" | "SecurityError" => ScanError::CameraRefused,
        _ => ScanError::NoCamera,
    }
}

fn let_go(video: &HtmlVideoElement) {
    if let Some(stream) = video.src_object() {
        stop(&stream);
    }
    video.set_src_object(None);
}

fn stop(stream: &MediaStream) {
    for track in stream.get_tracks().iter() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
}

/// Reads frame after frame.
async fn watch(
    reader: Rc<Reader>,
    video: HtmlVideoElement,
    stream: MediaStream,
    found: Callback<Vec<String>>,
    stopped: Rc<Cell<bool>>,
) {
    let over = || stopped.get() || super::panic::dead();
    let mut stream = Some(stream);
    while !over() {
        let Some(window) = web_sys::window() else { break };
        if window.document().is_some_and(|document| document.hidden()) {
            if stream.take().is_some() {
                let_go(&video);
            }
            pause(HIDDEN_MS).await;
            continue;
        }
        if stream.is_none() {
            let Ok(again) = show(&video).await else { break };
            stream = Some(again);
            if over() {
                break;
            }
        }
        if let Some(frame) = frame(&window, &video).await {
            match reader.read("bitmap", &frame, true).await {
                Ok(texts) if !texts.is_empty() && !over() => found.emit(texts),
                Err(ScanError::Reader) => break,
                _ => {}
            }
        }
        if !over() {
            pause(PAUSE_MS).await;
        }
    }
    // Either ended before, or while `show` was under way
    if let Some(stream) = &stream {
        stop(stream);
    }
}

/// One frame as an `ImageBitmap`; none while the camera is not ready.
async fn frame(window: &web_sys::Window, video: &HtmlVideoElement) -> Option<JsValue> {
    if video.ready_state() < 2 || video.video_width() == 0 {
        return None;
    }
    JsFuture::from(window.create_image_bitmap_with_html_video_element(video).ok()?).await.ok()
}
