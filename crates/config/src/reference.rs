//! The page `docs/configuration.md`: every key, from the table of keys, in both languages.

use std::fmt::Write as _;

use crate::{
    environment::OTHERS,
    key::{KEYS, Key, Lang, Standard, Text},
};

const INTRODUCTION: Text = Text {
    en: "\
# Configuration

A setting is taken from a flag, else from the environment, else from the file, else it has its
default. The file is the one that `--config FILE` or `RIGHTS_CONFIG` names, else
`rights/rights.toml` in the user's configuration directory (XDG), if it is there. What a higher
layer overrules must be right too: whatever is wrong anywhere ends the command with exit code 78,
all of it at once, each with its place and the nearest key that exists.

- `rights config show --origin` prints every effective value and where it comes from.
- `rights config schema` prints a JSON Schema of the file.

A relative path in the file is relative to the directory of the file; elsewhere to the working
directory. An empty environment variable counts as not set. Passwords are in files of their own
(`…_password_file`), or in a URL in the file or the environment; a flag with a password is refused,
because every process of the machine can read it. No output shows a password.

What developers read on standard error follows `log_level`, unless `RUST_LOG` says more
precisely what they want.

An unknown variable that begins with `RIGHTS_` is an error. Kubernetes adds such variables for a
service that is called `rights`: set `enableServiceLinks: false` in the pod, or call it otherwise.
These belong to the command `rights` and set no key:",
    ru: "\
# Настройка

Значение берётся из флага, иначе из переменной окружения, иначе из файла, иначе по умолчанию. Файл
называют `--config ФАЙЛ` или `RIGHTS_CONFIG`; иначе это `rights/rights.toml` в каталоге настроек
пользователя (XDG), если он есть. Верным должно быть и то, что перекрыто: любая ошибка завершает
команду с кодом 78, и сообщаются сразу все ошибки, каждая с местом и ближайшим существующим ключом.

- `rights config show --origin` выводит все действующие значения и откуда они взяты.
- `rights config schema` выводит схему файла (JSON Schema).

Относительный путь в файле отсчитывается от каталога этого файла, в остальных местах — от текущего
каталога. Пустая переменная окружения считается незаданной. Пароли хранят в отдельных файлах
(`…_password_file`) либо в URL в файле или в переменной окружения; флаг с паролем отвергается, потому
что его может прочесть любой процесс машины. Пароли нигде не выводятся.

Сообщения для разработчиков в stderr следуют `log_level`, если `RUST_LOG` не задаёт их точнее.

Неизвестная переменная, имя которой начинается с `RIGHTS_`, — ошибка. Kubernetes добавляет такие
переменные, если сервис называется `rights`: укажите `enableServiceLinks: false` или назовите его
иначе. Следующие переменные относятся к команде `rights` и ключей не задают:",
};

const FROM_THE_TABLE: &str = "<!-- Written by `cargo run -p rights-config --example reference`: \
    change the table of keys, not this page. -->";

/// The whole page.
///
/// # Panics
/// Never.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(FROM_THE_TABLE);
    for lang in [Lang::En, Lang::Ru] {
        let others = OTHERS.map(|name| format!("`{name}`")).join(", ");
        part(&mut page, lang, &others).expect("a String takes every line");
    }
    page
}

fn part(page: &mut String, lang: Lang, others: &str) -> std::fmt::Result {
    writeln!(page, "\n{}\n{others}.", INTRODUCTION.of(lang))?;
    for key in KEYS {
        one(page, key, lang)?;
    }
    Ok(())
}

fn one(page: &mut String, key: &Key, lang: Lang) -> std::fmt::Result {
    let (kind, standard, variable, flag) = match lang {
        Lang::En => ("type", "default", "environment", "flag"),
        Lang::Ru => ("вид", "по умолчанию", "переменная", "флаг"),
    };
    writeln!(page, "\n## `{}`\n\n{}.\n", key.name, key.doc.of(lang))?;
    writeln!(page, "- {kind}: {}", key.kind.doc().of(lang))?;
    match key.standard {
        Standard::Fixed(text) => writeln!(page, "- {standard}: `{text}`")?,
        Standard::Derived(text) => writeln!(page, "- {standard}: {}", text.of(lang))?,
    }
    writeln!(page, "- {variable}: `{}`", key.variable())?;
    if let Some(name) = key.flag {
        writeln!(page, "- {flag}: `{name}`")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_the_documentation_is_the_one_that_the_table_gives() {
        let written = include_str!("../../../docs/configuration.md");
        let hint = "cargo run -p rights-config --example reference > docs/configuration.md";
        assert_eq!(written, page(), "write it again: {hint}");
    }
}
