using System.Collections.Frozen;

namespace Squaremcp.Storage.MySql;

/// <summary>The statements of this dialect, each a file of its own beside the code that runs it: <c>Ledger/InsertEntry</c> is <c>MySql/Ledger/InsertEntry.sql</c>.</summary>
internal static class Sql
{
    private const string Root = ".MySql.";
    private const string Suffix = ".sql";

    private static readonly FrozenDictionary<string, string> Texts = Load();

    public static IEnumerable<string> Names => Texts.Keys;

    public static string Of(string name) => Texts.TryGetValue(name, out var text) ? text : throw new ArgumentException($"There is no statement MySql/{name}.sql.", nameof(name));

    private static FrozenDictionary<string, string> Load()
    {
        var assembly = typeof(Sql).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(resource => resource.Contains(Root, StringComparison.Ordinal) && resource.EndsWith(Suffix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                resource => resource[(resource.IndexOf(Root, StringComparison.Ordinal) + Root.Length)..^Suffix.Length].Replace('.', '/'),
                resource =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                    return reader.ReadToEnd().TrimEnd();
                },
                StringComparer.Ordinal);
    }
}
