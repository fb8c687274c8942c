using System.Text.Json;

namespace Squaremcp.Frontend.Commands;

/// <summary>Prints one object or a list of them: as aligned columns, or as JSON where asked.</summary>
internal static class Table
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static int Print(Words words, JsonElement data, params string[] columns)
    {
        if (words.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(data, Pretty));
            return 0;
        }

        List<JsonElement> rows = data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray()] : [data];
        string[] shown = [.. columns.Where(column => rows.Count == 0 || rows.Exists(row => Text(row, column).Length > 0))];
        int[] widths = [.. shown.Select(column => Math.Max(column.Length, rows.Select(row => Text(row, column).Length).DefaultIfEmpty().Max()))];
        Line(shown, widths);
        rows.ForEach(row => Line([.. shown.Select(column => Text(row, column))], widths));
        return 0;
    }

    private static void Line(string[] cells, int[] widths) =>
        Console.WriteLine(string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());

    private static string Text(JsonElement row, string column) => row.TryGetProperty(column, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "";
}
