using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Gmail;

/// <summary>What of an answer is wanted (<c>fields=id,payload(headers,body/size)</c>, https://developers.google.com/workspace/gmail/api/guides/performance#partial).</summary>
internal sealed class GmFields
{
    private static readonly string[] Known =
    [
        "id", "threadId", "labelIds", "snippet", "historyId", "internalDate", "sizeEstimate", "raw", "payload", "partId", "mimeType", "filename", "headers", "body", "parts", "name", "value", "size", "data", "attachmentId",
        "messages", "nextPageToken", "resultSizeEstimate", "labels", "type", "emailAddress", "message",
    ];

    private readonly Dictionary<string, GmFields?> wanted = [];

    internal static GmFields Parse(string mask)
    {
        var at = 0;
        var fields = Read(mask, ref at);
        return at == mask.Length ? fields : throw GmErrors.Invalid($"Invalid field selection {mask[at..]}");
    }

    internal JsonObject Of(JsonObject whole)
    {
        var some = new JsonObject();
        foreach (var (name, value) in whole)
        {
            if (wanted.TryGetValue(name, out var inner))
            {
                some[name] = (inner, value) switch
                {
                    (null, _) => value?.DeepClone(),
                    (_, JsonObject owner) => inner.Of(owner),
                    (_, JsonArray list) => new JsonArray([.. list.Select(item => item is JsonObject one ? inner.Of(one) : item?.DeepClone())]),
                    _ => throw GmErrors.Invalid($"Invalid field selection {name}"),
                };
            }
        }

        return some;
    }

    private static GmFields Read(string mask, ref int at)
    {
        var fields = new GmFields();
        while (true)
        {
            fields.One(mask, ref at);
            if (at >= mask.Length || mask[at] != ',')
            {
                return fields;
            }

            at++;
        }
    }

    private void One(string mask, ref int at)
    {
        var start = at;
        while (at < mask.Length && char.IsAsciiLetter(mask[at]))
        {
            at++;
        }

        var name = mask[start..at];
        if (!Known.Contains(name))
        {
            throw GmErrors.Invalid($"Invalid field selection {name}");
        }

        GmFields? inner = null;
        if (at < mask.Length && mask[at] == '/')
        {
            at++;
            (inner = new()).One(mask, ref at);
        }
        else if (at < mask.Length && mask[at] == '(')
        {
            at++;
            inner = Read(mask, ref at);
            if (at >= mask.Length || mask[at++] != ')')
            {
                throw GmErrors.Invalid("Invalid field selection");
            }
        }

        wanted[name] = inner;
    }
}
