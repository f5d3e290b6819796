# What `rights import` tells.
help-rights-import = Registers the results that a public register published, in a development ledger
arg-results = The results, one JSON object a line (docs/importing.md)
arg-state = One more state that takes part from the founding on; repeatable

import-founds = This founds a development ledger with the national parts of { $states } states.
import-contestable = Some results may still be contested, the last of them until { $day }: they become final after that day.
import-kept-out = refused
import-odd = warning

import-lines = lines
import-registered = registered
import-joint = of these joint
import-provisional = provisional
import-skipped = there before
import-refused = refused
import-warnings = warnings
import-records = records

reason-IMPORT_IS_LOCAL = an import moves the clock, and so serves the ledger itself
    .fix = leave out --address, and stop whoever serves the ledger
reason-IMPORT_NEEDS_STATES = a programme has at least two states, and the file names fewer
    .fix = name one more with --state
reason-IMPORT_INTERRUPTED = the ledger stopped answering
    .fix = import the same file again: it goes on where this ended
reason-KEY_NOT_AT_HAND = the key of { $role } does not lie in { $path }
    .fix = put it there, or import into a data directory of its own
reason-LINES_REFUSED = { $refused } of { $lines } lines are not in the ledger; all others are
    .fix = mend the lines named above and import the file again

reason-LINE_NOT_A_RECORD = no JSON object of a result: { $why }
reason-LINE_VALUE_UNUSABLE = { $field } is nothing that the ledger can keep: { $value }
reason-LINE_KIND_UNKNOWN = no kind of result that an import knows: { $kind }
reason-LINE_WITHOUT_DATE = no day of filing
reason-LINE_WITHOUT_OWNER = no owner
reason-LINE_OWNER_WITHOUT_STATE = no country of the owner { $owner }
reason-LINE_WITHOUT_FIELD = no class of IPC or Locarno, and nothing is registered without a field (rule REG-1)
reason-LINE_REPEATED = line { $first } has the same reference
reason-LINE_DATES_CONTRADICT = { $date } on { $on }, before it was filed on { $filed }; registered as published
