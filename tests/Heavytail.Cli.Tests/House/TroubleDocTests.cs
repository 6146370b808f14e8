using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.House;

/// <summary>Each row of the table in <c>docs/trouble.md</c> is what a test shows.</summary>
public sealed class TroubleDocTests
{
    private static readonly Dictionary<string, string> s_tests = new()
    {
        ["one file of several is missing"] = nameof(
            PathTroubleTests.A_file_that_takes_more_memory_than_there_is_costs_itself),
        ["a link in a folder leads nowhere"] =
            nameof(SpecialFileTests.A_link_that_leads_nowhere_is_an_error_by_name_and_in_a_folder),
        ["an input is a pipe"] = nameof(SpecialFileTests.Sockets_devices_and_links_to_pipes_are_named),
        ["an input is deleted"] = nameof(InputTroubleTests.Deleted_it_is_read_to_its_end),
        ["an input is replaced"] = nameof(InputTroubleTests.Replaced_it_is_the_one_that_was_opened),
        ["an input becomes shorter"] = nameof(InputTroubleTests.Shorter_it_keeps_the_layers_that_were_read),
        ["an input is written to"] = nameof(InputTroubleTests.Written_in_place_it_is_an_error_beside_its_layers),
        ["the disk of `-o`"] = nameof(WriteLimitTests.A_file_that_may_not_grow_costs_itself),
        ["the folder of `-o` is missing"] = nameof(SuggestionTests.A_missing_folder_of_an_output_may_be_a_near_one),
        ["the folder of `-o` is removed"] =
            nameof(OutputTroubleTests.Results_that_a_file_cannot_take_go_to_standard_output_and_the_other_file),
        ["`-o` names an input"] = nameof(OutputSafetyTests.An_input_is_not_overwritten),
        ["standard output is closed"] = nameof(
            OutputTroubleTests.Results_that_standard_output_cannot_take_are_in_the_file),
        ["the reader of standard output ends"] = nameof(OutputTroubleTests.A_reader_that_has_seen_enough_is_no_error),
        ["standard error is closed"] = nameof(OutputTroubleTests.Messages_that_cannot_be_written_cost_no_results),
        ["all three are closed"] = nameof(ClosedStreamTests.A_command_ends_with_the_code_of_its_results),
        ["standard input is closed"] = nameof(ClosedStreamTests.A_list_of_paths_that_cannot_come_is_an_error),
        ["no room to unpack"] = nameof(WriteLimitTests.No_room_to_unpack_costs_the_archive),
        ["Ctrl-C"] = nameof(InterruptTests.A_second_signal_leaves_nothing_behind),
        ["SIGKILL"] = nameof(KillTests.A_signal_at_any_moment_leaves_no_half_file),
    };

    [Fact]
    public void Each_situation_has_a_test()
    {
        string[] rows =
        [
            .. File.ReadLines(Repository.Path("docs/trouble.md")).SkipWhile(
                line => line[..Math.Min(2, line.Length)] != "| ")
                .TakeWhile(line => line.StartsWith('|')).Skip(2).Select(line => line[2..]),
        ];
        Assert.All(rows, row => Assert.Single(s_tests.Keys, key => row.StartsWith(key, StringComparison.Ordinal)));
        Assert.Equal(s_tests.Count, rows.Length);
    }
}
