"""The rules for figures, and small breaks of each of them that tests must notice.

Every rule has at least one. What is broken must be what a reader would meet: another number, other
words, something that should have stayed hidden.
"""
# ruff: noqa: E501  # the text of a line of code on one line, as it stands in its file

from tests.soak.breaking import Break

RULES = {
    "kinds": "Each kind of value has its own words and its own code; hidden is always said alike.",
    "zero": "Zero is a value.",
    "rates": "A rate is Σ numerator / Σ denominator.",
    "pooled": "Years added together are named so, and not compared with one year.",
    "interval": "The interval is Wilson's, of 95 % and of 99.8 %.",
    "refusals": "Impossible counts are refused.",
    "verdict": "The verdict follows interval and direction, or says why there is none.",
    "trend": "A trend needs five comparable years in a row and passes two trials, or says why not.",
    "sentence": "One sentence, the same in every view.",
    "causes": "Nothing ever claims a cause.",
    "small": "A small count is hidden on both sides, zero too, percentage and counts together.",
    "leaving": "A hidden number never leaves the server.",
    "second": "No hidden count can be calculated, exactly or within five, by who knows the rule.",
    "sums": "A sum is only shown for areas that were in a run over everything published.",
    "source": "What the source hides stays hidden, also beside a sum.",
    "sliding": "Periods do not slide.",
    "divisions": "Old years keep old areas; what is recalculated, or counted otherwise, is marked.",
    "corrections": "What was withdrawn can be traced, and who used it is told.",
}

SAID = ("sentences::test_a_figure_is_said_in_these_words",)
IMPOSSIBLE = ("statistics::test_impossible_counts_are_refused_everywhere",)
VERDICTS = ("statistics::test_verdict_follows_interval_and_direction",)
REASONS = ("statistics::test_verdict_says_why_it_does_not_compare",)
REFUSED = ("areas::test_a_comparison_is_refused_with_its_reason",)
VECTORS = ("statistics::test_trend_equals_the_vectors",)
BOTH_SIDES = ("statistics::test_a_cell_is_hidden_when_it_or_its_rest_is_small",)
ONE_SENTENCE = ("one_sentence::test_every_view_of_a_figure_says_the_same_sentence",)

STATISTICS = "monitoring/statistics.py"
SENTENCES = "monitoring/sentences.py"
FIGURES = "monitoring/selectors/figures.py"
SERIES = "monitoring/selectors/series.py"
OWN_COUNTS = "monitoring/selectors/own_counts.py"
PICTURES = "monitoring/selectors/pictures.py"
REGION_YEARS = "monitoring/selectors/region_years.py"
AREAS = "monitoring/areas.py"
RULE = "monitoring/disclosure/rule.py"
TABLE = "monitoring/disclosure/table.py"
BUILDING = "monitoring/disclosure/building.py"
ACROSS = "monitoring/disclosure/across.py"
PROTECTION = "monitoring/selectors/protection.py"
RELEASES = "monitoring/services/releases.py"

VALUES = [
    Break(
        "kinds", "A hidden figure is said to be hidden.", SENTENCES,
        '"suppressed": lambda: _("Hidden (privacy)"),', '"suppressed": lambda: _("Not available"),',
        SAID,
    ),
    Break(
        "kinds", "Both steps of hiding look the same.", FIGURES,
        "        kind = ValueKind.SUPPRESSED.value\n",
        "        kind = (ValueKind.NOT_AVAILABLE if is_second else ValueKind.SUPPRESSED).value\n",
        ("protection_runs::test_a_cell_of_the_second_step_looks_like_any_hidden_cell",),
    ),
    Break(
        "kinds", "A sign for no value means what it means.", "monitoring/importers/cells.py",
        '    ".": ValueKind.NOT_AVAILABLE,\n', '    ".": ValueKind.SUPPRESSED,\n',
        ("importer::test_a_sign_for_no_value_is_never_zero",),
    ),
    Break(
        "kinds", "A file tells the code of the kind of value.", "monitoring/exporters/figure_tables.py",
        '        one.kind,\n        "yes"', '        "value",\n        "yes"',
        ("export_files::test_hidden_counts_stand_in_no_file",),
    ),
    Break(
        "kinds", "A withdrawn figure is said to be withdrawn.", FIGURES,
        "        kind = ValueKind.WITHDRAWN.value\n", "        kind = ValueKind.NOT_AVAILABLE.value\n",
        ("figure_pages::test_a_withdrawn_figure_shows_only_where_nothing_replaces_it",),
    ),
    Break(
        "zero", "A zero in a file is a value.", "monitoring/importers/cells.py",
        '    "x": ValueKind.SUPPRESSED,\n',
        '    "x": ValueKind.SUPPRESSED,\n    "0": ValueKind.NOT_AVAILABLE,\n',
        ("importer::test_a_zero_is_a_value",),
    ),
    Break(
        "zero", "A zero is shown.", FIGURES,
        "return self.value is not None", "return bool(self.value)",
        ("figure_pages::test_a_zero_is_shown_and_compared_like_any_value",),
    ),
    Break(
        "zero", "A zero is said with its interval.", SENTENCES,
        "    if figure.value is None:\n        return _without_value(figure)",
        "    if not figure.value:\n        return _without_value(figure)",
        ("sentences::test_a_zero_is_said_as_a_number",),
    ),
    Break(
        "rates", "A rate is no mean of percentages.", STATISTICS,
        "        total += numerator\n        base += denominator\n",
        "        total += round(1000 * numerator / denominator)\n        base += 1000\n",
        (
            "statistics::test_pooled_adds_counts_and_never_averages_percentages",
            "areas::test_a_rate_is_no_mean_of_percentages_and_leaves_other_areas_out",
        ),
    ),
    Break(
        "rates", "A sum of areas adds denominators.", PROTECTION,
        "denominator = None if None in wholes else sum(", "denominator = None if None in wholes else max(",
        ("dashboards::test_a_rate_over_areas_is_no_mean_of_percentages",),
    ),
    Break(
        "pooled", "The sentence names all the years.", SENTENCES,
        "    if first_year == last_year:\n        return str(first_year)",
        "    if first_year <= last_year:\n        return str(last_year)",
        ("sentences::test_a_pooled_period_is_named_as_such", *SAID),
    ),
    Break(
        "pooled", "A page names all the years.", FIGURES,
        "return str(self.first_year) if self.is_yearly else", "return str(self.last_year) if self.value else",
        ("figure_pages::test_a_pooled_period_is_named_and_has_no_course",),
    ),
    Break(
        "pooled", "Years added together are not compared with one year.", AREAS,
        '        return "pooled"\n', "        return None\n", REFUSED,
    ),
    Break(
        "pooled", "The country of one year is no reference for years added together.", SERIES,
        "if _period(one) == _period(figure)", "if one.last_year == figure.last_year",
        ("figure_pages::test_a_comparison_is_refused_with_its_reason",),
    ),
    Break(
        "interval", "The interval is that of Wilson.", STATISTICS,
        "    middle = p + z * z / (2 * n)\n", "    middle = p\n",
        ("statistics::test_wilson_equals_the_published_vectors",),
    ),
    Break(
        "interval", "The interval is of 95 % unless said otherwise.", STATISTICS,
        "confidence: float = 0.95)", "confidence: float = 0.9)",
        ("statistics::test_wilson_equals_our_own_vectors_at_the_edges",),
    ),
    Break(
        "interval", "The wide interval is of 99.8 %.", FIGURES,
        "return self._limits(0.998)", "return self._limits(0.99)",
        ("figure_pages::test_a_figure_has_the_intervals_of_wilson_in_its_own_unit",),
    ),
    Break(
        "refusals", "No more than everybody.", STATISTICS,
        'raise ValueError("numerator must not be greater than denominator")', "return",
        IMPOSSIBLE,
    ),
    Break(
        "refusals", "No less than nobody.", STATISTICS,
        "    if numerator < 0:\n", "    if numerator < -1:\n", IMPOSSIBLE,
    ),
    Break(
        "refusals", "Not out of nobody.", STATISTICS,
        "    if denominator <= 0:\n", "    if denominator < 0:\n", IMPOSSIBLE,
    ),
    Break(
        "refusals", "A file with more than everybody is refused.", "monitoring/importers/numbers.py",
        "base is not None and top > base:", "base is not None and top > 2 * base:",
        ("importer::test_what_is_wrong_is_named_by_row_and_column",),
    ),
]  # fmt: skip

JUDGED = [
    Break(
        "verdict", "Similar is a reference inside the interval.", STATISTICS,
        "    if low <= reference <= high:\n", "    if numerator / denominator == reference:\n", VERDICTS,
    ),
    Break(
        "verdict", "Direction says which side is good.", STATISTICS,
        'is_higher == (direction == "up")', 'is_higher == (direction == "down")', VERDICTS,
    ),
    Break(
        "verdict", "Where direction is neutral nothing is better.", STATISTICS,
        '    if direction == "neutral":\n', '    if direction == "none":\n', VERDICTS,
    ),
    Break(
        "verdict", "Without counts nothing is compared.", STATISTICS,
        '        return Verdict("not_compared", "counts")\n', '        return Verdict("similar")\n', REASONS,
    ),
    Break(
        "verdict", "Without a reference nothing is compared.", STATISTICS,
        '        return Verdict("not_compared", "reference")\n', '        return Verdict("similar")\n', REASONS,
    ),
    Break(
        "verdict", "What stands in the way of comparing is heard.", STATISTICS,
        "    if obstacle is not None:\n", '    if obstacle == "same_area":\n', REASONS,
    ),
    Break(
        "verdict", "Another definition is not compared.", AREAS,
        '        return "definition"\n', "        return None\n", REFUSED,
    ),
    Break(
        "verdict", "Another definition of the country is not compared.", SERIES,
        'else (None, "definition")', "else (same, None)",
        ("figure_pages::test_a_comparison_is_refused_with_its_reason",),
    ),
    Break(
        "verdict", "Another period is not compared.", AREAS,
        '        return "period"\n', "        return None\n", REFUSED,
    ),
    Break(
        "verdict", "An area is not compared with itself.", AREAS,
        '        return "same_area"\n', "        return None\n", REFUSED,
    ),
    Break(
        "verdict", "A verdict is told without colour too.", "kansrijkestart/dashboard/verdict_map.py",
        '"worse": ("−",', '"worse": ("=",', ("dashboards::test_every_tile_says_its_verdict_without_colour",),
    ),
    Break(
        "trend", "Five years at least.", STATISTICS,
        "TREND_POINTS = 5\n", "TREND_POINTS = 4\n",
        ("statistics::test_trend_says_why_it_cannot_judge",),
    ),
    Break(
        "trend", "Five years in a row.", STATISTICS,
        "b[0] != a[0] + 1", "b[0] < a[0]", ("statistics::test_trend_says_why_it_cannot_judge",),
    ),
    Break(
        "trend", "The latest five.", STATISTICS,
        "checked[-TREND_POINTS:]", "checked[:TREND_POINTS]",
        VECTORS,
    ),
    Break(
        "trend", "A year with a narrow interval weighs more.", STATISTICS,
        "    return 1 / (error * error)\n", "    return 1 / max(error, 1)\n",
        ("statistics::test_trend_equals_an_independent_regression",),
    ),
    Break(
        "trend", "The limit of chi-square is that of two in a thousand.", STATISTICS,
        "CHI_SQUARE_LIMIT = 9.54954", "CHI_SQUARE_LIMIT = 3.84146",
        ("statistics::test_the_chi_square_limit_is_that_of_two_in_a_thousand",),
    ),
    Break(
        "trend", "A slope that chance explains is no trend.", STATISTICS,
        "chi_square > CHI_SQUARE_LIMIT and", "chi_square > 0 and", VECTORS,
    ),
    Break(
        "trend", "No single year carries the trend.", STATISTICS,
        " and _sign_holds(rows, slope):", ":", VECTORS,
    ),
    Break(
        "trend", "A hidden year is a reason not to judge.", SERIES,
        '        return Change("cannot_judge", why_not="hidden")\n', "        pass\n",
        ("figure_pages::test_the_course_rests_on_five_visible_years",),
    ),
    Break(
        "trend", "Years added together have no trend.", SERIES,
        '        return Change("cannot_judge", why_not="pooled")\n', "        pass\n",
        ("figure_pages::test_a_pooled_period_is_named_and_has_no_course",),
    ),
    Break(
        "trend", "Another definition is a break.", SERIES,
        '    if one.definition.pk != other.definition.pk:\n        return "break"',
        "    if one.definition.pk != other.definition.pk:\n        return None",
        ("figure_pages::test_the_course_is_not_judged_over_a_change_of_definition",),
    ),
    Break(
        "divisions", "Another area is a break in chart, table and edition.", SERIES,
        "    return [(one, why) for one, why in pairs if why]\n", "    return [(one, why) for one, why in pairs if why == \"break\"]\n",
        (
            "dashboards::test_lines_and_table_break_where_the_area_changed",
            "dashboards::test_another_area_is_a_break_in_an_edition_too",
        ),
    ),
    Break(
        "divisions", "Another area is a break in the small line.", "monitoring/selectors/sparks.py",
        " and not break_between(a, b, area_changed)\n", "\n",
        ("dashboards::test_lines_and_table_break_where_the_area_changed",),
    ),
    Break(
        "divisions", "Another area is a break in the table of years.", "monitoring/selectors/tables.py",
        "breaks_of(line.series, line.area_changes)}", "breaks_of(line.series, ())}",
        (
            "dashboards::test_lines_and_table_break_where_the_area_changed",
            "dashboards::test_the_page_says_from_where_the_borders_are_others",
        ),
    ),
    Break(
        "divisions", "Another area is a break in the small charts of a region.", PICTURES,
        '{"cuts": cuts, ', '{"cuts": {}, ',
        ("dashboards::test_the_small_charts_of_a_region_break_where_the_area_changed",),
    ),
    Break(
        "divisions", "Who gave part of its area away changed too.", "monitoring/selectors/pages.py",
        "goes_on = until is None or until > day", "goes_on = False",
        ("figure_pages::test_who_gave_part_of_its_area_away_changed_too",),
    ),
    Break(
        "trend", "Another area is a break.", SERIES,
        "any(low < year <= high for year in area_changed)", "any(low < year < low for year in area_changed)",
        ("figure_pages::test_the_course_is_not_judged_over_a_change_of_area",),
    ),
    Break(
        "sentence", "The sentence tells the comparison.", SENTENCES,
        "        said.append(_comparison(figure))\n", "        pass\n", SAID,
    ),
    Break(
        "sentence", "The sentence tells that a figure may change.", SENTENCES,
        "    if figure.provisional:\n", "    if figure.provisional is None:\n", SAID,
    ),
    Break(
        "sentence", "The chart's words for who cannot see it are the sentence.", PICTURES,
        'charts.Texts(title, "", line.sentence, "")', 'charts.Texts(title, "", title, "")', ONE_SENTENCE,
    ),
    Break(
        "sentence", "The chart as a file has the sentence.", PICTURES,
        "charts.Texts(title, line.sentence, line.sentence, source)",
        "charts.Texts(title, title, title, source)", ONE_SENTENCE,
    ),
    Break(
        "sentence", "The workbook has the sentence.", "monitoring/exporters/indicator_file.py",
        "        line.sentence,\n", "        line.indicator.name,\n", ONE_SENTENCE,
    ),
    Break(
        "sentence", "The report has the sentence.", "monitoring/exporters/report_figures.py",
        "sentence=line.sentence", "sentence=line.indicator.name", ONE_SENTENCE,
    ),
    Break(
        "causes", "No part of a sentence claims a cause.", SENTENCES,
        '_("That is similar to %(reference)s.")', '_("That is because of %(reference)s.")',
        ("sentences::test_no_part_of_a_sentence_claims_a_cause",),
    ),
    Break(
        "causes", "No message claims a cause.", "locale/nl/LC_MESSAGES/django.po",
        'msgstr "Van %(first)s tot en met %(last)s neemt het cijfer af."',
        'msgstr "Dankzij %(first)s tot en met %(last)s neemt het cijfer af."',
        ("no_causality::test_no_message_about_figures_claims_a_cause",),
    ),
]  # fmt: skip

HIDDEN = [
    Break(
        "small", "The rest of a group is looked at too.", RULE,
        "numerator < minimum_count or denominator - numerator < minimum_count",
        "numerator < minimum_count", BOTH_SIDES,
    ),
    Break(
        "small", "A true zero is hidden like one to nine.", RULE,
        "return numerator < minimum_count or", "return 0 < numerator < minimum_count or", BOTH_SIDES,
    ),
    Break(
        "small", "The counts are hidden with the percentage.", FIGURES,
        "FigureView(**base, kind=kind)\n",
        "FigureView(**base, kind=kind, denominator=raw.denominator)\n",
        (
            "figure_pages::test_a_figure_is_hidden_on_both_sides",
            "figure_pages::test_no_hidden_number_leaves_the_server",
        ),
    ),
    Break(
        "small", "A percentage of a known group is judged by its count.", FIGURES,
        "    known = told.sizes if denominator is None else [denominator]\n", "    known = told.sizes\n",
        ("figure_pages::test_a_percentage_with_a_denominator_alone_is_judged_by_its_count",),
    ),
    Break(
        "small", "An own figure that is small is stored without numbers.", "monitoring/services/own.py",
        "    figure.numerator = None if figure.is_hidden else numerator\n",
        "    figure.numerator = numerator\n",
        ("own_figures::test_what_is_small_is_stored_without_numbers",),
    ),
    Break(
        "second", "A span of five is left to a reader.", TABLE,
        "WIDEST_NEEDED = 5 ", "WIDEST_NEEDED = 1 ",
        ("disclosure::test_a_cell_just_above_the_minimum_covers_nothing",),
    ),
    Break(
        "second", "No hidden count is exactly known.", "monitoring/disclosure/audit.py",
        "        if width < table.entries[place].needed():\n            self.narrow",
        "        if width < 0:\n            self.narrow",
        ("disclosure::test_one_hidden_municipality_is_the_rest_of_its_region",),
    ),
    Break(
        "second", "A reader knows the rule.", TABLE,
        "return 0, min(most, self.minimum - 1)", "return 0, most",
        ("disclosure::test_two_small_cells_that_are_both_nearly_ten_are_not_enough",),
    ),
    Break(
        "second", "A region is the sum of its municipalities.", ACROSS,
        "            return [*self.areas.grounds.pieces(ground, division)]\n", "            return []\n",
        ("disclosure::test_one_hidden_municipality_is_the_rest_of_its_region",),
    ),
    Break(
        "second", "The country is the sum of its municipalities.", ACROSS,
        "sorted(self.areas.countries.get(division, ()))", "list[int]()",
        ("disclosure::test_the_country_minus_the_rest_is_the_one_that_is_hidden",),
    ),
    Break(
        "second", "The country is the sum of its regions.", ACROSS,
        "sorted(self.areas.partition.get(division, ()))", "list[int]()",
        ("disclosure::test_the_country_minus_its_other_regions_is_the_hidden_region",),
    ),
    Break(
        "second", "Sets that overlap are looked at together.", BUILDING,
        "        self.table.tie(parts, end)\n        return end", "        return end",
        ("disclosure::test_overlapping_sets_are_looked_at_together",),
    ),
    Break(
        "second", "Years added together minus years is a year.", ACROSS,
        "        self._add_years()\n", "",
        ("disclosure::test_a_pooled_period_minus_its_years_is_the_last_year",),
    ),
    Break(
        "second", "A percentage times a known group is a count.", BUILDING,
        "    low, high = possible_counts(figure.value, figure.denominator, figure.scale)\n",
        "    low, high = 0, figure.denominator\n",
        ("disclosure::test_a_percentage_without_counts_gives_the_rest_away",),
    ),
    Break(
        "second", "An indicator and its opposite are everybody.", BUILDING,
        "        self._add_opposites(across)\n", "",
        (
            "protection_ties::test_opposites_are_tied_whatever_their_versions",
            "protection_ties::test_an_opposite_without_a_minimum_does_not_tell_a_small_count",
        ),
    ),
    Break(
        "second", "Opposites are tied whatever their versions.", "monitoring/selectors/published.py",
        "found[one.pk] = frozenset(others)", "found[one.pk] = frozenset({one.pk} & others)",
        ("protection_ties::test_opposites_are_tied_whatever_their_versions",),
    ),
    Break(
        "second", "A percentage of a known group is in the sums.", "monitoring/selectors/published.py",
        "denominator=sizes.get(_of_period(place))", "denominator=None",
        ("protection_ties::test_a_percentage_of_a_known_group_is_no_stranger_in_its_sums",),
    ),
    Break(
        "second", "An opposite without a minimum tells no small count.", "monitoring/selectors/published.py",
        "filter(has_minimum(), pk__in=rows)", "filter(minimum_count__isnull=False, pk__in=rows)",
        ("protection_ties::test_an_opposite_without_a_minimum_does_not_tell_a_small_count",),
    ),
    Break(
        "second", "A merged municipality is the sum of the old ones.", ACROSS,
        "            self._add_changes(span)\n", "",
        ("disclosure::test_a_merged_municipality_is_the_sum_of_the_old_ones",),
    ),
    Break(
        "second", "A total is the sum of municipalities of other divisions too.", ACROSS,
        "places = [layer.get(span, one, division) for one in wanted]",
        "places = [layer.places.get(span, {}).get(one, {}).get(division) for one in wanted]",
        ("protection_ties::test_parts_of_a_total_may_each_stand_in_another_division",),
    ),
    Break(
        "second", "A year may stand in another division than the years it is among.", ACROSS,
        "found = layer.get(span, ground, key.division)", "found = layer.places[span][ground].get(key.division)",
        ("protection_ties::test_years_in_another_division_are_years_all_the_same",),
    ),
    Break(
        "second", "An opposite tells as much in another division.", ACROSS,
        "opposite = layer.get(twin, ground, division)", "opposite = layer.places[twin][ground].get(division)",
        ("protection_ties::test_an_opposite_in_another_division_tells_as_much",),
    ),
    Break(
        "second", "The same ground has the same count under another name.", "monitoring/disclosure/ground.py",
        "                ground = (ground - step.news) | step.olds\n", "                return ground\n",
        ("ground::test_the_same_ground_under_other_names",),
    ),
    Break(
        "second", "The counts of one split do not give each other away.",
        "monitoring/selectors/split_counts.py",
        "SPAN: Final = 5", "SPAN: Final = 1", ("split_counts::test_which_counts_are_hidden",),
    ),
    Break(
        "second", "Parts do not give a hidden whole away.", OWN_COUNTS,
        "    hidden |= parts\n", "",
        ("talks::test_parts_do_not_give_the_hidden_figure_of_a_municipality_away",),
    ),
    Break(
        "second", "Nor do they give away who are left over.", OWN_COUNTS,
        '"opposite__key", "opposite_of__key")', '"opposite_of__key")',
        ("talks::test_parts_do_not_give_away_who_are_left_over_nor_years_added_together",),
    ),
    Break(
        "sums", "A set that was in no run has no sum.", PROTECTION,
        "        return SumState.UNCHECKED\n", "        return SumState.SHOWN\n",
        (
            "protection_runs::test_a_new_region_is_only_added_up_after_a_run",
            "dashboards::test_no_sum_is_shown_before_it_was_checked",
        ),
    ),
    Break(
        "sums", "What may not be added up over areas has no sum.", PROTECTION,
        "        return SumState.APART\n", "        pass\n",
        ("protection_runs::test_what_may_not_be_added_up_over_areas_is_in_a_run_without_sums",),
    ),
    Break(
        "sums", "A sum needs a figure of every member.", PROTECTION,
        "if len(found) < size or None in counts:", "if not found or None in counts:",
        ("dashboards::test_a_missing_part_leaves_no_sum_and_says_how_many",),
    ),
    Break(
        "sums", "Figures of a release that no run has seen are not there yet.", FIGURES,
        "release__state=ReleaseState.PUBLISHED, release__is_protected=True)",
        "release__state=ReleaseState.PUBLISHED)",
        ("protection_runs::test_figures_show_once_a_run_had_their_release_among_them",),
    ),
    Break(
        "sums", "A new region asks for a run.", "monitoring/services/protection.py",
        'newest is None or newest.parts.get("made_from") != _made_from(releases)', "newest is None",
        ("protection_runs::test_a_new_region_is_only_added_up_after_a_run",),
    ),
    Break(
        "sums", "Publishing asks for a run.", RELEASES,
        "    protection_request(reason=ProtectionReason.PUBLISHED)\n    return saved\n\n\n@transaction.atomic\ndef release_withdraw",
        "    return saved\n\n\n@transaction.atomic\ndef release_withdraw",
        ("protection_runs::test_publishing_rings_a_run_and_its_job_shows_the_figures",),
    ),
    Break(
        "sums", "A run is over all that is published, embargoed or not.", "monitoring/selectors/published.py",
        "Release.objects.filter(state=ReleaseState.PUBLISHED)",
        "Release.objects.filter(state=ReleaseState.PUBLISHED, embargo_until=None)",
        ("protection_runs::test_an_embargoed_release_is_protected_before_it_shows",),
    ),
    Break(
        "source", "What the source hides is protected like what is small.", BUILDING,
        "    if figure.is_source_hidden:\n", "    if figure.is_source_hidden and figure.value:\n",
        ("disclosure::test_what_the_source_hides_stays_hidden_too",),
    ),
    Break(
        "source", "Two opposites of which no size is known are not nobody together.", BUILDING,
        "is_about_us and len(sizes) == 1", "is_about_us and len(sizes) < 2",
        (
            "protection_ties::test_two_opposites_that_the_source_hides_are_not_nobody_together",
            "protection_ties::test_of_opposites_that_are_counted_without_a_size_nobody_knows_the_sum",
        ),
    ),
    Break(
        "source", "What the source hides is in no sum.", PROTECTION,
        "    if len(found) < size or None in counts:\n", "    if None in counts:\n",
        ("protection_runs::test_what_the_source_hides_is_counted_and_never_in_a_sum",),
    ),
    Break(
        "source", "No sum takes the place of a region's figure that is hidden.", "monitoring/selectors/region_says.py",
        "same.kind == ValueKind.SUPPRESSED\n", "same.kind == ValueKind.WITHDRAWN\n",
        ("hidden_regions::test_a_sum_stands_in_for_what_the_source_has_not_but_not_for_what_it_hides",),
    ),
    Break(
        "source", "No sum takes the place of a region's year that is hidden.", REGION_YEARS,
        "return given.is_shown or given.kind == ValueKind.SUPPRESSED", "return given.is_shown",
        ("region_years::test_a_year_that_the_source_hides_stays_hidden_beside_a_sum",),
    ),
    Break(
        "source", "No sum takes the place of the country's year that is hidden.", REGION_YEARS,
        "        own, others = found.get(year), counted.get(year)\n",
        "        others = counted.get(year)\n"
        "        sums = (one for line in lines for one in line.series.figures if one.last_year == year)\n"
        "        own = found[year] if year in found and found[year].is_shown else next(sums, None)\n",
        ("region_years::test_the_country_has_a_row_of_its_own_and_never_a_sum",),
    ),
    Break(
        "sliding", "A file with periods that slide is refused.", "monitoring/importers/figures.py",
        'self.findings.add(row, "period_start", "overlapping_periods", row=other_row)', "pass",
        ("importer::test_sliding_periods_are_refused",),
    ),
    Break(
        "divisions", "Old years are recalculated from counts only.", AREAS,
        "    if not parts or any(one not in counts for one in parts):\n",
        "    parts = frozenset(one for one in parts if one in counts)\n    if not parts:\n",
        ("areas::test_old_years_are_added_from_counts_only",),
    ),
    Break(
        "divisions", "What was split is not recalculated.", AREAS,
        "            if len(heirs) > 1:\n", "            if len(heirs) > 9:\n",
        ("areas::test_a_municipality_that_was_split_cannot_be_recalculated",),
    ),
    Break(
        "divisions", "A recalculated year is marked.", "monitoring/selectors/merged.py",
        '"shown": _("recalculated"),', '"shown": "",',
        ("dashboards::test_years_before_a_merger_are_added_from_counts_marked_and_checked",),
    ),
    Break(
        "divisions", "A recalculated year was in a run.", "monitoring/selectors/merged.py",
        'return MergedYear(year, "checking")', "pass",
        ("dashboards::test_years_before_a_merger_are_added_from_counts_marked_and_checked",),
    ),
    Break(
        "divisions", "A region of other members then has no sum.", "monitoring/selectors/sums.py",
        "members_in(dated, one.division_year) == set(today)", "today",
        ("dashboards::test_a_region_that_had_other_members_then_has_no_sum",),
    ),
    Break(
        "divisions", "Nor does it have a year of other members in its small chart.", REGION_YEARS,
        "members_in(dated, one.division_year) == today", "bool(today)",
        ("region_years::test_a_year_of_other_members_stays_empty",),
    ),
    Break(
        "divisions", "Other ground is a break in the small chart of a region.", REGION_YEARS,
        "if _is_other(a, b, dated, moves)]", "if False]",
        (
            "region_years::test_a_line_breaks_where_ground_came_in_and_not_at_a_merger_inside",
            "region_years::test_a_line_breaks_where_a_municipality_joined_the_region",
        ),
    ),
    Break(
        "divisions", "No line bridges a break.", "monitoring/charts/trend.py",
        " and p.year not in cuts:", ":",
        ("charts::test_a_line_never_bridges_a_gap_or_a_break",),
    ),
    Break(
        "divisions", "Another definition is a visible break.", SERIES,
        "    return [(one, why) for one, why in pairs if why]\n", "    return [(one, why) for one, why in pairs if why == \"area\"]\n",
        ("one_sentence::test_another_definition_is_a_break_in_the_chart_with_its_words",),
    ),
    Break(
        "corrections", "The figures of a withdrawn release stay.", RELEASES,
        "    was_public = is_out(locked)\n",
        "    was_public = is_out(locked)\n    locked.observations.all().delete()\n",
        ("releases::test_withdrawing_needs_a_reason_and_happens_once",),
    ),
    Break(
        "corrections", "Who used a withdrawn figure is told.", RELEASES,
        "    if was_public:\n", "    if locked.note and was_public:\n",
        ("withdrawing::test_a_withdrawal_is_told_once_to_the_coordinators_and_never_how_often_or_why",),
    ),
    Break(
        "corrections", "What comes to light by withdrawing waits for a run.", RELEASES,
        "    protection_reset(release=saved)\n", "",
        ("protection_runs::test_what_comes_to_light_by_withdrawing_waits_for_a_run",),
    ),
]  # fmt: skip

LEAVING = [
    Break(
        "small", "Nobody and everybody are hidden without counts too.", FIGURES,
        "        return minimum > 0  # nobody", "        return False  # nobody",
        ("figure_pages::test_nobody_and_everybody_are_hidden_without_counts_too",),
    ),
    Break(
        "small", "Everybody is hidden where its opposite has a minimum.", FIGURES,
        "    minimum = told.minimum if minimum is None else minimum\n", "",
        ("figure_pages::test_everybody_says_that_the_opposite_is_nobody",),
    ),
    Break(
        "small", "A percentage is hidden by the size of its group that another row tells.", FIGURES,
        "    latest = _with_around({raw.cell: raw for raw in found}, public)", "    latest = {raw.cell: raw for raw in found}",
        ("figure_pages::test_a_percentage_whose_group_another_row_tells_is_judged_by_its_count",),
    ),
    Break(
        "small", "The opposite tells the size of a group too.", "monitoring/selectors/around.py",
        "_Telling(highest, before.definitions | opposite)", "_Telling(highest, before.definitions)",
        ("figure_pages::test_the_opposite_tells_the_size_of_a_group_too",),
    ),
    Break(
        "leaving", "What is small is not on pages, in files or in what is kept.", FIGURES,
        "is_second or must_hide(definition, raw.numerator, raw.denominator, raw.value, raw.around)", "is_second",
        (
            "figure_pages::test_no_hidden_number_leaves_the_server",
            "export_files::test_hidden_counts_stand_in_no_file",
            "dashboards::test_no_file_tells_a_hidden_number",
            "newest::test_nothing_hidden_is_kept",
        ),
    ),
    Break(
        "leaving", "What the second step hides is not shown either.", FIGURES,
        "is_second or must_hide(", "must_hide(",
        (
            "protection_runs::test_a_cell_of_the_second_step_looks_like_any_hidden_cell",
            "protection_attack::test_no_role_recovers_a_hidden_number_from_all_it_can_read",
        ),
    ),
    Break(
        "leaving", "A hidden sum has no numbers.", PROTECTION,
        "        return SumView(**base, state=hidden)\n",
        "        return SumView(**base, state=hidden, numerator=numerator)\n",
        ("protection_runs::test_a_sum_that_is_not_shown_has_no_numbers",),
    ),
    Break(
        "leaving", "A sentence without a shown value takes no number.", SENTENCES,
        'if (self.kind == "value") == (self.value is not None):', 'if self.kind != "value" or self.value is not None:',
        ("sentences::test_a_figure_without_shown_value_takes_no_number_and_says_nothing_more",),
    ),
    Break(
        "leaving", "A chart takes no number of what is hidden.", "monitoring/charts/spine.py",
        'if (row.kind == "value") == (row.value is None):', 'if row.kind == "value" and row.value is None:',
        ("charts::test_hidden_years_reach_the_chart_without_any_number",),
    ),
    Break(
        "second", "The cheapest cell is hidden first.", "monitoring/disclosure/second_step.py",
        "            entry.whole or entry.count,\n", "            -(entry.whole or entry.count),\n",
        ("disclosure::test_the_cheapest_cell_is_the_smallest_group_at_the_lowest_level",),
    ),
    Break(
        "second", "What a frozen edition tells covers nothing.", "monitoring/selectors/frozen_counts.py",
        "    return row if known else None\n", "    return None\n",
        (
            "protection_editions::test_an_edition_and_a_later_choice_do_not_tell_a_hidden_number_together",
            "protection_editions::test_a_number_that_is_too_small_since_an_edition_is_known_all_the_same",
        ),
    ),
    Break(
        "second", "A share that an edition tells is a count.", "monitoring/selectors/frozen_counts.py",
        "    return max(first[0], second[0]) <= min(first[1], second[1])\n",
        "    return told.part == figure.numerator\n",
        ("protection_editions::test_a_share_that_an_edition_tells_is_a_count_once_its_group_is_known",),
    ),
    Break(
        "second", "What was shown stays shown where it can.", "monitoring/disclosure/second_step.py",
        "            entry.key in self.shown,\n            not _has_room", "            False,\n            not _has_room",
        ("protection_runs::test_a_region_of_all_but_one_does_not_give_that_one_away",),
    ),
    Break(
        "second", "What could not be calculated in time is not safe.", "monitoring/disclosure/solving.py",
        "            if status != 0:\n                return 0\n",
        "            if status != 0:\n                return inf\n",
        ("disclosure::test_a_programme_that_takes_too_long_counts_as_not_safe",),
    ),
    Break(
        "second", "What no sum tells alone, sums may tell together.", "monitoring/disclosure/audit.py",
        "            left.append(place)\n", "            found.write(table, place, bounds)\n",
        ("disclosure::test_sums_that_tell_together_what_none_tells_alone_are_seen_through",),
    ),
    Break(
        "sums", "What may not be added over areas is not.", "monitoring/selectors/sums.py",
        "    if why := refused(one.definition):\n", "    if (why := refused(one.definition)) and not one.known:\n",
        ("dashboards::test_areas_are_only_added_up_where_the_definition_says_so",),
    ),
    Break(
        "sums", "Nor are years before a merger.", "monitoring/selectors/merged.py",
        "    if why := refused(line.figure.definition):\n", "    if (why := refused(line.figure.definition)) and not rows:\n",
        ("dashboards::test_years_before_a_merger_are_not_added_up_where_areas_may_not_be",),
    ),
    Break(
        "sums", "Another minimum asks for a run.", PROTECTION,
        '"pk", "minimum_count", "unit", "indicator__opposite", "aggregation"\n',
        '"pk", "unit", "indicator__opposite", "aggregation"\n',
        ("protection_runs::test_the_check_asks_once_and_not_at_all_when_nothing_changed",),
    ),
]  # fmt: skip

BREAKS = [*VALUES, *JUDGED, *HIDDEN, *LEAVING]
