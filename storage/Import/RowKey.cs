using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Squaremcp.Storage.Import;

/// <summary>The key of a row: its place in the order of its table. As text it is a JSON array, bytes as base64.</summary>
public sealed class RowKey(MovedTable table, IReadOnlyList<object?> values)
{
    private static readonly JsonWriterOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public MovedTable Table { get; } = table;

    public IReadOnlyList<object?> Values { get; } = values;

    /// <exception cref="JsonException">It is no key of this table.</exception>
    public static RowKey Parse(MovedTable table, string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.ValueKind == JsonValueKind.Array && json.RootElement.GetArrayLength() == table.KeySize
            ? new(table, [.. json.RootElement.EnumerateArray().Zip(table.Key, (value, column) => Value(value, column.Kind))])
            : throw new JsonException($"{text} is no key of {table.Name}.");
    }

    public string Write()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, AsItIs))
        {
            json.WriteStartArray();
            foreach (var value in Values)
            {
                Write(json, value);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>For people: <c>customer=cus_1, seq=4</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Table.Key.Zip(Values, (column, value) => $"{column.Name}={(value is byte[] bytes ? Convert.ToHexStringLower(bytes) : value)}"));

    /// <summary>As every database here orders them: texts and bytes by their bytes.</summary>
    internal static int Compare(RowKey one, RowKey other) =>
        one.Values.Zip(other.Values, Compare).FirstOrDefault(difference => difference != 0);

    private static int Compare(object? one, object? other) => (one, other) switch
    {
        (string mine, string theirs) => Encoding.UTF8.GetBytes(mine).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(theirs)),
        (byte[] mine, byte[] theirs) => mine.AsSpan().SequenceCompareTo(theirs),
        _ => Comparer<object?>.Default.Compare(one, other),
    };

    private static object Value(JsonElement value, ColumnKind kind) => kind switch
    {
        ColumnKind.Text => value.GetString() ?? throw new JsonException("A key has no null."),
        ColumnKind.Number => value.GetInt64(),
        _ => value.GetBytesFromBase64(),
    };

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteBase64StringValue((byte[])value!);
                break;
        }
    }
}
