using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("heavytail ", "analyze", "describe", "explain", "completions")]
    [InlineData("heavytail an", "analyze")]
    [InlineData("heavytail analyze --form", "--format")]
    [InlineData("heavytail analyze x --format ", "table", "json", "jsonl", "csv", "markdown")]
    [InlineData("heavytail analyze x --sort sta", "stable_rank", "status")]
    [InlineData("heavytail analyze x --precision ", "double", "single")]
    [InlineData("heavytail plot x --kind cc", "ccdf")]
    [InlineData("heavytail plot x --kind esd,nu", "esd,null")]
    [InlineData("heavytail plot samples/fashion-mnist/initial.safetensors --layer c", "conv1", "conv2")]
    [InlineData("heavytail analyze x --plots-format p", "png")]
    [InlineData("heavytail corpus ", "list", "show")]
    [InlineData("heavytail corpus show nat", "nature2021", "nature2021-osmr")]
    [InlineData("heavytail corpus show nature2021 --family ", "VGG", "ResNet-1K")]
    [InlineData("heavytail analyze x --percentile sdm", "sdm2020", "sdm2020/VGG")]
    [InlineData("heavytail trend samples/fashion-mnist/models.csv --score a", "accuracy")]
    [InlineData("heavytail trend samples/fashion-mnist/models.csv --by ba", "batch_size")]
    [InlineData("heavytail explain log_", "log_norm", "log_alpha_norm", "log_spectral_norm")]
    [InlineData("heavytail explain under", "under-trained", "under_trained")]
    [InlineData("heavytail explain alpha LOO", "LOO R2")]
    [InlineData("heavytail explain \"LOO R", "LOO R2")]
    [InlineData("heavytail explain LOO\\ R", "LOO R2")]
    [InlineData("heavytail analyze x --columns alpha,stable_r", "alpha,stable_rank")]
    [InlineData("heavytail analyze x --columns=name,alpha,stable_r", "--columns=name,alpha,stable_rank")]
    [InlineData("heavytail trend x --metric alpha,log_n", "alpha,log_norm")]
    [InlineData("heavytail rank x --metric alpha,log_n", "alpha,log_norm")]
    [InlineData("heavytail corpus show nature2021-osmr --family 'ImageNet-1K A", "ImageNet-1K AlexNet")]
    [InlineData("heavytail corpus show nature2021-osmr --family=ImageNet-1K\\ A", "--family=ImageNet-1K AlexNet")]
    [InlineData("heavytail corpus show sdm2020 --family resn", "ResNet")]
    [InlineData("heavytail \"analyze\" 'my model.pt' --color ", "auto", "always", "never")]
    [InlineData("heavytail analyze x --sort -al", "-alpha", "-alpha_weighted")]
    [InlineData("heavytail analyze x --sort=-D", "--sort=-D")]
    [InlineData("heavytail trend --corpus nature2021 --family V", "VGG")]
    [InlineData("heavytail rank a b --reference sdm2020 --family V", "VGG")]
    [InlineData("heavytail analyze samples/fashion-mnist/initial.safetensors --layers c", "conv1", "conv2")]
    [InlineData("heavytail describe samples/fashion-mnist/initial.safetensors --layers fc", "fc1", "fc2", "fc3")]
    [InlineData("heavytail help co", "corpus", "completions")]
    [InlineData("heavytail -", "--help", "--version", "-V", "-q")]
    public void The_line_so_far_is_completed(string line, params string[] expected)
    {
        var result = Tool.Run("complete", line);
        string[] words = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(expected, word => Assert.Contains(word, words));
        Assert.DoesNotContain("complete", words);
    }

    [Theory]
    [InlineData("heavytail analyze x --columns alpha,al", "alpha,alpha")]
    [InlineData("heavytail analyze x --columns alpha,", "alpha,all")]
    [InlineData("heavytail analyze x --sort ", "-alpha")]
    [InlineData("heavytail analyze README.md --layers ", "README.md")]
    [InlineData("heavytail explain LO", "log_norm")]
    [InlineData("heavytail analyze ", "analyze")]
    public void What_does_not_fit_is_not_offered(string line, string word) =>
        Assert.DoesNotContain(word, Tool.Run("complete", line).Output.Split('\n'));

    [Theory]
    [InlineData("describe", "heavytail", "desc")]
    [InlineData("alpha,stable_rank", "heavytail", "analyze", "x", "--columns", "alpha,stable_r")]
    [InlineData("name,alpha,stable_rank", "heavytail", "analyze", "x", "--columns", "=", "name,alpha,stable_r")]
    [InlineData("LOO\\ R2", "heavytail", "explain", "LOO")]
    [InlineData("\"LOO R2\"", "heavytail", "explain", "\"LOO")]
    [InlineData("", "heavytail", "analyze", "mod")]
    public void The_bash_script_completes(string expected, params string[] words)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        Assert.Equal(expected, Run("bash", words, """
            eval "$(heavytail completions bash)"
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            COMP_LINE="$*"; COMP_LINE=${COMP_LINE/ = /=}; COMP_POINT=${#COMP_LINE}
            _heavytail heavytail "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            echo "${COMPREPLY[@]}"
            """));
    }

    [Theory]
    [InlineData("heavytail desc", "describe")]
    [InlineData("heavytail analyze x --columns alpha,stable_r", "alpha,stable_rank")]
    [InlineData("heavytail explain 'LOO", "LOO R2")]
    public void The_fish_script_completes(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fish"), "needs fish");
        Assert.Equal(expected, Run("fish", [line], """
            heavytail completions fish | source
            complete -C "$argv[1]"
            """));
    }

    /// <summary>In a terminal of its own, as zsh completes nowhere else.</summary>
    [Theory]
    [InlineData("heavytail desc", "describe")]
    [InlineData("heavytail analyze x --columns alpha,stable_r", "alpha,stable_rank")]
    public void The_zsh_script_completes(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zsh"), "needs zsh");
        Assert.Contains(expected, Run("zsh", [line, expected], """
            mkdir -p $HEAVYTAIL_TEST/functions
            heavytail completions zsh > $HEAVYTAIL_TEST/functions/_heavytail
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell 'fpath=($HEAVYTAIL_TEST/functions $fpath); autoload -Uz compinit'
            zpty -w shell 'compinit -u -D; print READ''Y'
            zpty -r shell output '*READY*'
            zpty -w -n shell "$1"$'\t'
            zpty -r shell output "*$2*"
            print -r -- "$output"
            zpty -d shell
            """), StringComparison.Ordinal);
    }

    /// <summary>Runs a script that finds the tool under its name.</summary>
    private static string Run(string shell, string[] arguments, string text)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("scripts need an executable of POSIX");
        }

        using var folder = new TempFolder();
        File.WriteAllText(folder.File("heavytail"), $"#!/bin/sh\nexec {Tool.ShellWords} \"$@\"\n");
        File.SetUnixFileMode(folder.File("heavytail"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string script = folder.File("test.sh");
        File.WriteAllText(script, text);
        var start =
            new System.Diagnostics.ProcessStartInfo(shell, [script, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = folder.Path + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["HEAVYTAIL_TEST"] = folder.Path;
        using var process = System.Diagnostics.Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), $"{shell} does not end");
        return output;
    }
}
