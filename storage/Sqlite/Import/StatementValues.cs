namespace Squaremcp.Storage.Sqlite.Import;

internal static class StatementValues
{
    /// <summary>Binds the values of a row that moves.</summary>
    public static Statement Add(this Statement statement, IEnumerable<object?> values) => values.Aggregate(statement, static (bound, value) => value switch
    {
        null => bound.Add((string?)null),
        string text => bound.Add(text),
        long number => bound.Add(number),
        byte[] bytes => bound.Add(bytes),
        _ => throw new InvalidOperationException($"A row holds no {value.GetType().Name}."),
    });
}
