using System.Text.RegularExpressions;
using Squaremcp.Storage;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Storage.MySql;

/// <summary>The SQL of the MySQL dialect as it is embedded, and each parameter with a sample value.</summary>
internal static partial class StatementFiles
{
    private const string Root = ".MySql.";
    private const string Suffix = ".sql";
    private const string Migration = "Migrations/";

    private const string Hash = "unhex(repeat('ab', 32))";

    /// <summary>By the parameter's name, the same everywhere.</summary>
    public static readonly IReadOnlyDictionary<string, string> Samples = new Dictionary<string, string>
    {
        ["account"] = "'default'",
        ["action"] = "'tool.call'",
        ["actor"] = "'key_1'",
        ["after"] = "''",
        ["answered"] = "1",
        ["arguments_hash"] = "repeat('a', 32)",
        ["at"] = "1790000000000",
        ["batch"] = "7",
        ["before"] = "9000000000000000",
        ["call_id"] = "'cal_1'",
        ["calls"] = "1",
        ["client"] = "'über'",
        ["connection"] = "'stub/default'",
        ["counted"] = "1",
        ["created_at"] = "1790000000000",
        ["customer"] = "'cus_1'",
        ["day"] = "'2026-11-21'",
        ["deadline"] = "1790000000000",
        ["duration_ms"] = "12",
        ["email"] = "'ada@example.com'",
        ["ended_at"] = "1790000000000",
        ["expires_at"] = "1790000000000",
        ["failed"] = "0",
        ["file"] = "'fil_1'",
        ["first_link"] = Hash,
        ["first_seq"] = "1",
        ["form"] = "2",
        ["from"] = "'2026-11-01'",
        ["hash"] = Hash,
        ["id"] = "'id_1'",
        ["idempotency_key"] = "'a key'",
        ["key_id"] = "'key_1'",
        ["kind"] = "'access'",
        ["last"] = "100",
        ["limit"] = "10",
        ["media_type"] = "'text/plain'",
        ["name"] = "'Ada'",
        ["nonce"] = "unhex(repeat('ab', 12))",
        ["now"] = "1790000000000",
        ["outcome"] = "'ok'",
        ["owner"] = "'another process'",
        ["plan"] = "'free'",
        ["platform"] = "'stub'",
        ["prev_hash"] = Hash,
        ["provider"] = "'local'",
        ["provider_key"] = "'key-1'",
        ["public_key"] = "'public'",
        ["recipient"] = Hash,
        ["resolved_by"] = "'admin'",
        ["scope"] = "'con:stub/default'",
        ["sealed"] = "unhex('abcdef')",
        ["search"] = "'ÄDA'",
        ["seconds"] = "1",
        ["sends"] = "0",
        ["seq"] = "1",
        ["sha256"] = Hash,
        ["signature"] = "'signature'",
        ["since"] = "1",
        ["size"] = "3",
        ["started_at"] = "1790000000000",
        ["state"] = "'running'",
        ["status"] = "'sent'",
        ["summary"] = "NULL",
        ["suspended"] = "1",
        ["suspended_at"] = "NULL",
        ["suspension"] = "NULL",
        ["target"] = "'a\\'b'",
        ["to"] = "'2026-11-30'",
        ["today"] = "'2026-11-21'",
        ["tool"] = "'stub_write'",
        ["total"] = "1",
        ["version"] = "99",
        ["via"] = "'mcp'",
        ["was_wrapped"] = "unhex('ab')",
        ["wrap_key"] = "'kek_1'",
        ["wrapped"] = "unhex('ab')",
        ["write_id"] = "'wri_1'",
        ["writer"] = "'0123456789abcdef'",
    };

    private static readonly Lazy<Dictionary<string, string>> Texts = new(Load);

    /// <summary>In the order of their numbers.</summary>
    public static IEnumerable<string> Migrations => Texts.Value.Keys.Where(name => name.StartsWith(Migration, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>All but the migrations and those of an import, which have their own tests, as the code names them: <c>Ledger/InsertEntry</c>.</summary>
    public static IEnumerable<string> Statements => Texts.Value.Keys.Where(name => !name.StartsWith(Migration, StringComparison.Ordinal) && !name.StartsWith("Import/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static string Text(string name) => Texts.Value[name];

    public static IEnumerable<string> Parameters(string name) => Parameter().Matches(Text(name)).Select(found => found.Groups["name"].Value);

    /// <summary>The statement for the command-line client: prepared on the server, and executed with the samples.</summary>
    public static string Runnable(string name)
    {
        var text = Parameter().Replace(Comment().Replace(Text(name), ""), "?").Replace("'", "''", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal);
        var values = string.Concat(Parameters(name).Distinct().Select(parameter => $"SET @{parameter} = {Samples[parameter]};\n"));
        var used = string.Join(", ", Parameters(name).Select(parameter => "@" + parameter));
        return $"{values}PREPARE statement FROM '{text}';\nEXECUTE statement{(used.Length > 0 ? $" USING {used}" : "")};\n";
    }

    /// <summary>The files of the dialect's code, which the default configuration does not compile.</summary>
    public static IEnumerable<string> Code() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "storage", "MySql"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("Import", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    private static Dictionary<string, string> Load()
    {
        var assembly = typeof(IInstallation).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(resource => resource.Contains(Root, StringComparison.Ordinal) && resource.EndsWith(Suffix, StringComparison.Ordinal))
            .ToDictionary(
                resource => resource[(resource.IndexOf(Root, StringComparison.Ordinal) + Root.Length)..^Suffix.Length].Replace('.', '/'),
                resource =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                    return reader.ReadToEnd();
                });
    }

    [GeneratedRegex("@(?<name>[a-z_0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("^--.*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Comment();
}
