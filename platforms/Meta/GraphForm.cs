using System.Net.Http.Headers;
using System.Text;

namespace Squaremcp.Platforms.Meta;

/// <summary>A multipart form with one file of a customer's, streamed.</summary>
internal static class GraphForm
{
    /// <param name="called">What the file is called there: the customer's name for it is nobody's business, and nothing of theirs stands in a header.</param>
    internal static MultipartFormDataContent Of(IEnumerable<KeyValuePair<string, string>> fields, string part, string called, CustomerFile file)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(Part(name, new ByteArrayContent(Encoding.UTF8.GetBytes(value))));
        }

        var content = Part(part, new FileContent(file, 0, file.Size));
        content.Headers.ContentType = new MediaTypeHeaderValue(file.MediaType);
        content.Headers.ContentDisposition!.FileName = $"\"{called}\"";
        form.Add(content);
        return form;
    }

    private static HttpContent Part(string name, HttpContent content)
    {
        content.Headers.ContentDisposition = new("form-data") { Name = $"\"{name}\"" };
        return content;
    }
}
