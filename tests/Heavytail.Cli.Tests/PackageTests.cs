using System.Diagnostics;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>The packages, made as README says, installed from a folder and used.</summary>
public sealed class PackageTests
{
    [Fact]
    public void The_packed_tool_installs_and_the_packed_library_compiles_a_program()
    {
        using var folder = new TempFolder();
        string feed = folder.File("feed");

        // Built apart, so that a pack does not touch what parallel tests run.
        Dotnet(Repository.Root, "pack", "-o", feed, $"-p:ArtifactsPath={folder.File("artifacts")}");
        string version = VersionOf(feed, "Heavytail.Tool");
        Assert.Equal(
            [
                $"Heavytail.{version}.nupkg", $"Heavytail.{version}.snupkg",
                $"Heavytail.Tool.{version}.nupkg", $"Heavytail.Tool.{version}.snupkg",
            ],
            Directory.GetFiles(feed).Select(path => Path.GetFileName(path)).Order(StringComparer.OrdinalIgnoreCase));

        File.WriteAllText(folder.File("nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
            </configuration>
            """);
        Dotnet(folder.Path, "tool", "install", "Heavytail.Tool", "--version", version,
            "--tool-path", folder.File("tools"), "--configfile", folder.File("nuget.config"));
        string output = Run(folder.File("tools/heavytail"), Repository.Root, "analyze", "samples/fashion-mnist/batch-0016.safetensors");
        Assert.Contains("fc1", output, StringComparison.Ordinal);
        Assert.Equal($"heavytail {version}\n", Run(folder.File("tools/heavytail"), folder.Path, "--version"));
        Assert.Contains("heavytail [command]", Run(folder.File("tools/heavytail"), folder.Path, "--help"), StringComparison.Ordinal);

        string program = folder.File("program");
        Directory.CreateDirectory(program);
        File.WriteAllText(Path.Combine(program, "program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Heavytail" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(program, "Program.cs"), """
            using Heavytail.Analysis;
            using Heavytail.Formats;

            using var checkpoint = Checkpoint.Open(args[0]);
            foreach (var layer in Analyzer.Analyze(checkpoint).Layers)
            {
                Console.WriteLine($"{layer.Name} {layer.Metrics.Alpha > 1}");
            }
            """);
        string sample = Repository.File("samples/fashion-mnist/batch-0016.safetensors");
        Dotnet(program, "restore", "--source", feed, "--packages", folder.File("packages"), "-p:RestoreFallbackFolders=" + GlobalPackages(), "--ignore-failed-sources");
        string printed = Dotnet(program, "run", "--no-restore", "--", sample);
        Assert.Contains("fc3 True", printed, StringComparison.Ordinal);
    }

    /// <summary>The version in the name of a package: git decides it, so the test cannot know it in advance.</summary>
    private static string VersionOf(string feed, string package)
    {
        string path = Assert.Single(Directory.GetFiles(feed, $"{package}.*.nupkg"));
        return Path.GetFileNameWithoutExtension(path)[(package.Length + 1)..];
    }

    /// <summary>Where the build has already put what the library depends on: nothing is fetched anew.</summary>
    private static string GlobalPackages() =>
        Run("dotnet", Repository.Root, "nuget", "locals", "global-packages", "--list").Split(": ")[1].Trim();

    private static string Dotnet(string folder, params string[] args) => Run("dotnet", folder, args);

    private static string Run(string program, string folder, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["COLUMNS"] = "80";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)}\n{output}\n{error.GetAwaiter().GetResult()}");
        return output;
    }
}
