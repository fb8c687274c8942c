using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Architecture;

/// <summary>Rules that the text of the sources must keep.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 400;

    [Fact]
    public void No_source_is_compiled_conditionally() =>
        Offences.None(Repository.Find(Repository.Sources().Where(NotThisFile), ConditionalCompilation()));

    /// <remarks>In the cluster there is no embedded host: what names it is compiled in the default configuration alone, and the project file says so.</remarks>
    [Fact]
    public void The_embedded_host_is_named_only_where_the_cluster_does_not_compile() =>
        Offences.None(Repository.Find(
            Repository.Sources().Where(file => !file.StartsWith("embedded/", StringComparison.Ordinal) && !file.StartsWith("storage/Sqlite/Reminders/", StringComparison.Ordinal)
                && !file.StartsWith("tests/", StringComparison.Ordinal) && !file.EndsWith("/Composition.Embedded.cs", StringComparison.Ordinal)),
            EmbeddedHost()));

    [Theory]
    [InlineData("using Squaremcp.Embedded;")]
    [InlineData("using Squaremcp.Embedded.Api;")]
    [InlineData("Squaremcp.Embedded.Faults? faults")]
    public void The_embedded_host_is_recognised(string line) => Assert.Matches(EmbeddedHost(), line);

    [Fact]
    public void A_silenced_analyzer_rule_says_why() =>
        Offences.None(Repository.Find(Repository.Sources().Where(NotThisFile), SilencedRule()));

    [Fact]
    public void No_grain_is_reentrant() =>
        Offences.None(Repository.Find(GrainSources(), Reentrant()));

    [Fact]
    public void Interleaving_is_declared_on_the_interface_alone() =>
        Offences.None(Repository.Find(Repository.Sources("grains/"), AlwaysInterleave()));

    [Fact]
    public void No_file_is_longer_than_anyone_reads() =>
        Offences.None(
            from file in Repository.Sources()
            let lines = File.ReadLines(Path.Combine(Repository.Root, file)).Count()
            where lines > LongestFile
            select $"{file} has {lines} lines; {LongestFile} is the limit, 200 usually two ideas");

    [Fact]
    public void The_embedded_host_never_calls_itself_Orleans() =>
        Offences.None(Repository.Find(Repository.Sources("embedded/"), OrleansNamespace()));

    [Fact]
    public void No_tracked_file_names_a_machine_or_a_registry() =>
        Offences.None(Repository.Find(Repository.Files.Where(file => NotThisFile(file) && !IsBinary(file)), MachinePath()));

    [Theory]
    [InlineData("resolved: https://registry.example/x.tgz")]
    [InlineData("\"resolved\": \"http://127.0.0.1:4873/x.tgz\"")]
    [InlineData("see /" + "root/notes.txt")]
    [InlineData("/home/someone/src")]
    [InlineData("C:\\Users\\someone")]
    public void A_machine_or_registry_is_recognised(string line) =>
        Assert.Matches(MachinePath(), line);

    [Theory]
    [InlineData("#if CLUSTER")]
    [InlineData("  # if DEBUG")]
    [InlineData("[Conditional(\"DEBUG\")]")]
    [InlineData("    [System.Diagnostics.Conditional(\"CLUSTER\")]")]
    public void Conditional_compilation_is_recognised(string line) =>
        Assert.Matches(ConditionalCompilation(), line);

    [Theory]
    [InlineData("#pragma warning disable CA1031")]
    [InlineData("#pragma warning disable CA1031 //")]
    [InlineData("[SuppressMessage(\"Design\", \"CA1031\")]")]
    public void A_rule_silenced_without_a_word_is_recognised(string line) =>
        Assert.Matches(SilencedRule(), line);

    [Theory]
    [InlineData("[Reentrant]")]
    [InlineData("[GrainType(\"x\"), Reentrant]")]
    public void A_reentrant_grain_is_recognised(string line) =>
        Assert.Matches(Reentrant(), line);

    private static IEnumerable<string> GrainSources() => Repository.Sources("grains/").Concat(Repository.Sources("grain-interfaces/"));

    private static bool NotThisFile(string file) => !file.EndsWith("Architecture/SourceTests.cs", StringComparison.Ordinal);

    private static bool IsBinary(string file) => Path.GetExtension(file) is ".png" or ".gz" or ".zip" or ".db" or ".bin";

    [GeneratedRegex(@"^\s*#\s*(if|elif|else|endif)\b|\[([\w.]+\.)?Conditional\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ConditionalCompilation();

    [GeneratedRegex(@"#\s*pragma\s+warning\s+disable(?!.*//\s*\w+\s+\w+)|\bSuppressMessage\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SilencedRule();

    [GeneratedRegex(@"\[[^\]]*\b(Reentrant|MayInterleave)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reentrant();

    [GeneratedRegex(@"\[[^\]]*\bAlwaysInterleave\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AlwaysInterleave();

    [GeneratedRegex(@"\bSquaremcp\.Embedded\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EmbeddedHost();

    [GeneratedRegex(@"\bnamespace\s+Orleans\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OrleansNamespace();

    [GeneratedRegex(@"""?resolved""?\s*:\s*""?https?:|(?<![\w.])/(root|work)/|/home/\w+/|[A-Z]:\\Users\\", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MachinePath();
}
