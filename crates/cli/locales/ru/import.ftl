# Что рассказывает `rights import`.
help-rights-import = Вносит в учебный реестр результаты, опубликованные государственным реестром
arg-results = Результаты: по одному объекту JSON на строку (docs/importing.md)
arg-state = Ещё одно государство, участвующее с открытия реестра; можно повторять

import-founds = Будет открыт учебный реестр с национальными частями государств, числом { $states }.
import-contestable = Некоторые результаты ещё можно оспорить, последний из них — по { $day }: окончательными они станут после этого дня.
import-kept-out = отказ
import-odd = предупреждение

import-lines = строк
import-registered = зарегистрировано
import-joint = из них совместных
import-provisional = предварительно
import-skipped = было и раньше
import-refused = отказано
import-warnings = предупреждений
import-records = записей

reason-IMPORT_IS_LOCAL = импорт переводит часы и потому сам открывает реестр
    .fix = не указывайте --address и остановите того, кто обслуживает реестр
reason-IMPORT_NEEDS_STATES = в программе не меньше двух государств, а в файле названо меньше
    .fix = назовите ещё одно: --state
reason-IMPORT_INTERRUPTED = реестр перестал отвечать
    .fix = импортируйте тот же файл ещё раз: работа продолжится с того же места
reason-KEY_NOT_AT_HAND = ключа роли { $role } нет в { $path }
    .fix = положите его туда или импортируйте в отдельный каталог данных
reason-LINES_REFUSED = строк, не попавших в реестр: { $refused } из { $lines }; остальные внесены
    .fix = исправьте названные выше строки и импортируйте файл ещё раз

reason-LINE_NOT_A_RECORD = это не объект JSON с результатом: { $why }
reason-LINE_VALUE_UNUSABLE = { $field }: такое значение реестр хранить не может: { $value }
reason-LINE_KIND_UNKNOWN = такой вид результата импорту неизвестен: { $kind }
reason-LINE_WITHOUT_DATE = нет даты подачи
reason-LINE_WITHOUT_OWNER = нет владельца
reason-LINE_OWNER_WITHOUT_STATE = не указано государство владельца { $owner }
reason-LINE_WITHOUT_FIELD = нет класса МПК или Локарно, а без области применения ничего не регистрируют (правило REG-1)
reason-LINE_REPEATED = тот же номер стоит в строке { $first }
reason-LINE_DATES_CONTRADICT = { $date } { $on } — раньше подачи { $filed }; внесено так, как опубликовано
