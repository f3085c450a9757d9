//! Reading the binary format of WebAssembly, as far as [`crate::names`] and [`crate::sizes`] need it.

use anyhow::{Context, Result, bail};

/// A cursor over the bytes of a module.
pub struct Reader<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub fn byte(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.at).context("the module ends in the middle")?;
        self.at += 1;
        Ok(byte)
    }

    /// LEB128, as all counts and lengths.
    pub fn number(&mut self) -> Result<usize> {
        let (mut value, mut shift) = (0usize, 0);
        loop {
            let byte = self.byte()?;
            if shift > 63 {
                bail!("a number of the module is too long");
            }
            value |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return Ok(value);
            }
        }
    }

    pub fn slice(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        let end = self.at.checked_add(length).context("a length of the module is too large")?;
        let slice = self.bytes.get(self.at..end).context("the module ends in the middle")?;
        self.at = end;
        Ok(slice)
    }

    pub fn text(&mut self) -> Result<String> {
        Ok(String::from_utf8_lossy(self.slice()?).into_owned())
    }

    fn limits(&mut self) -> Result<()> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Ok(())
    }

    /// What is imported, after its names; whether it is a function.
    pub fn import(&mut self) -> Result<bool> {
        match self.byte()? {
            0 => {
                self.number()?;
                return Ok(true);
            }
            1 => {
                self.byte()?;
                self.limits()?;
            }
            2 => self.limits()?,
            _ => {
                self.byte()?;
                self.byte()?;
            }
        }
        Ok(false)
    }

    pub fn done(&self) -> bool {
        self.at >= self.bytes.len()
    }
}
