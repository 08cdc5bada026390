/* A trained network, exported by ConvScope 0.1.0. C99; link with -lm.

   net_normalize(pixels, input)            pixels to what the network gets
   net_predict(input, probabilities)       the answer: one probability a class
   net_class_names[i]                      what probability i is about
   net_selftest()                          whether all is well here: about 0

   Images: grey (0.299 R + 0.587 G + 0.114 B), one plane after the other;
   8 x 9 pixels (width x height): the whole image, its proportions changed; shrunk by averaging areas, enlarged bilinearly.
   Weights take 1,900 bytes, values 3,456 bytes of static memory, so one thread
   at a time may predict. */
#ifndef net_MODEL_H
#define net_MODEL_H

#include <math.h>

#define net_CHANNELS 1
#define net_HEIGHT 9
#define net_WIDTH 8
#define net_CLASSES 3

static const char *const net_class_names[net_CLASSES] = {
    "disc",
    "ring",
    "squ\303\244re",
};

/* A value of the network is (pixel - offset) / divisor. */
static const float net_offset[1] = {
    102.0f,
};
static const float net_divisor[1] = {
    76.5f,
};

typedef struct {
    int c, h, w;
} net_shape;

/* Of what goes into each layer, and at last of what comes out. */
static const net_shape net_shapes[] = {
    { 1, 9, 8 },
    { 4, 9, 8 }, /* conv1 */
    { 4, 9, 8 }, /* bn1 */
    { 4, 9, 8 }, /* relu1 */
    { 4, 9, 8 }, /* conv2 */
    { 4, 9, 8 }, /* relu2 */
    { 4, 9, 8 }, /* add1 */
    { 4, 8, 7 }, /* pool1 */
    { 6, 6, 3 }, /* conv3 */
    { 6, 6, 3 }, /* tanh1 */
    { 6, 3, 3 }, /* pool2 */
    { 6, 3, 3 }, /* dropout1 */
    { 54, 1, 1 }, /* flatten1 */
    { 5, 1, 1 }, /* dense1 */
    { 5, 1, 1 }, /* sigmoid1 */
    { 5, 1, 1 }, /* pool3 */
    { 3, 1, 1 }, /* dense2 */
};

/* conv1.weight [4][1][3][3] */
static const float net_l0_weight[36] = {
    -0.48115885f, -0.7946154f, -0.14901698f, 0.25226715f, 0.6816279f, 0.06582384f, -0.3315884f,
    -0.4708682f, 0.44924745f, 0.9808698f, 0.16366127f, -0.7399972f, -0.5749591f, 0.9600115f,
    0.12172946f, -1.0392809f, -0.050217714f, -0.6979356f, -0.37757286f, -0.2928035f,
    -0.42798802f, 0.33202708f, -0.037851583f, -0.35365877f, 0.2457827f, 0.49791318f,
    -0.98581403f, -0.15403807f, -0.5884484f, -0.10389314f, -0.77365124f, 0.012414237f,
    -0.022731444f, -0.18260264f, -0.6287559f, -0.2377142f,
};

/* conv1.bias [4] */
static const float net_l0_bias[4] = {
    -0.6547973f, -0.81312525f, 0.13487144f, -0.66560996f,
};

/* bn1.weight [4] */
static const float net_l1_weight[4] = {
    1.2340592f, 1.1433176f, 0.6004367f, 1.0544257f,
};

/* bn1.bias [4] */
static const float net_l1_bias[4] = {
    -0.66103f, 0.019834332f, 0.026179196f, -1.1930579f,
};

/* bn1.running_mean [4] */
static const float net_l1_running_mean[4] = {
    -0.070026755f, -0.07673701f, 0.28860015f, -0.35443404f,
};

/* bn1.running_var [4] */
static const float net_l1_running_var[4] = {
    0.86788076f, 1.451023f, 0.89942527f, 1.436442f,
};

/* conv2.weight [4][2][3][1] */
static const float net_l3_weight[24] = {
    0.8692388f, 0.34092787f, 1.4590394f, 0.38514984f, 0.5069956f, 0.50440973f, -0.3639669f,
    -0.04201707f, 0.8102333f, -0.23793046f, 0.113279715f, -0.012734076f, 0.3655299f,
    -0.21894525f, -0.091417134f, 0.14542885f, 0.061813883f, -0.51898366f, 0.5374698f,
    -0.77908874f, -0.7206693f, -0.76949507f, 0.5801834f, -0.21636502f,
};

/* conv3.weight [6][4][2][2] */
static const float net_l7_weight[96] = {
    -0.5826218f, -0.68161285f, 0.2526787f, -0.6329044f, -0.76324695f, 0.36839584f, -0.7180246f,
    -0.1934629f, -0.004056924f, -0.26720122f, -0.032456376f, 0.8032641f, -0.3101365f,
    -0.7555843f, -1.1020474f, -0.12285967f, -0.21135421f, 0.15905455f, -0.27854675f,
    -0.28718308f, -0.43278944f, -0.31185585f, 0.096136026f, -0.22821164f, 0.060265113f,
    1.1407123f, 0.28747088f, -0.9456539f, 1.0401177f, 0.20868622f, -0.56484795f, 0.5442294f,
    0.010593367f, -0.36913112f, -0.38010535f, -0.5960591f, 0.028871391f, 0.64129f, -0.19503126f,
    0.25249448f, 1.1253877f, -0.7287544f, 0.15451339f, -0.18386215f, -0.63555366f, -0.6155083f,
    -0.009171086f, 0.26031804f, -0.3189539f, 0.032634325f, 0.4333252f, 0.17793675f, 0.5212021f,
    0.27683738f, 0.2928034f, 1.0959804f, 0.37390313f, 0.07768268f, 0.4259663f, -0.5514742f,
    -0.20262288f, 0.4759325f, 0.37847203f, 0.929017f, 0.0062838173f, -0.8773967f, 1.1683482f,
    0.6557357f, -0.63524246f, 0.8254942f, 0.01944168f, -1.0883572f, -0.25221235f, -0.3053423f,
    0.9545089f, -0.4752412f, -0.1521704f, -0.16605648f, -0.22738366f, -0.54844445f, 0.13145214f,
    0.64608276f, 0.37438658f, -0.5564995f, -0.68988943f, 0.07138413f, -0.4239481f, -0.37809938f,
    -1.0078168f, 1.170295f, 0.5499715f, -0.5843444f, 0.54492617f, 0.8054923f, -1.433732f,
    -0.32936686f,
};

/* conv3.bias [6] */
static const float net_l7_bias[6] = {
    -0.23278393f, 0.38895267f, -0.072879255f, -0.1382588f, -0.035022832f, 1.1119955f,
};

/* dense1.weight [5][54] */
static const float net_l12_weight[270] = {
    1.2959883f, -0.31489587f, -0.5557464f, 1.6155319f, -0.58784676f, -0.3440412f, 0.021948906f,
    0.28994775f, 0.6174213f, 0.23458633f, -0.5234299f, 0.3038294f, 0.14995055f, 1.1261514f,
    -0.008999879f, -0.80218375f, -0.62701195f, 0.87009186f, -0.32407874f, -1.2626796f,
    -0.34841982f, 9.059899e-06f, 0.7132984f, -0.6086809f, 0.40001f, 0.47717947f, -0.41963297f,
    -0.11255382f, 1.0616702f, 1.0322908f, 0.5133132f, 0.19916782f, 0.6829858f, -0.08440637f,
    -0.05705584f, -0.5162161f, 0.0033380308f, -0.049209975f, 1.664179f, -0.1157059f, 0.7624908f,
    0.7922984f, -0.111887224f, 0.70163834f, -1.3060882f, 0.05695631f, 0.51435685f, -1.4387192f,
    -0.6955027f, 0.63364416f, -0.15420645f, -0.6589192f, -0.22415741f, -0.32555297f, 0.4346684f,
    0.27233154f, -0.168137f, -0.39920563f, -0.0323254f, 0.79509354f, 0.20941567f, 0.38336736f,
    -0.09040896f, -0.77508974f, -0.42650613f, 0.39074194f, 0.06192966f, -0.5423039f,
    -0.97072226f, 0.06640914f, -0.2037186f, -0.21031813f, -0.19766997f, 0.17034307f,
    0.17666863f, 0.5772771f, 0.55705297f, 0.79925585f, 0.48381785f, -0.20136482f, -0.03256137f,
    0.29652905f, -0.18617536f, 0.32966328f, 0.6921657f, -0.4807476f, -1.0622305f, 0.71619296f,
    0.010655946f, 0.4252019f, -0.7993832f, 1.0397955f, 0.44317195f, -0.0756445f, -0.21119282f,
    0.06833753f, -0.100038804f, -0.16721408f, -0.67175996f, 0.75768566f, -0.023746612f,
    0.044781383f, 0.05574959f, -1.4149303f, 0.31628487f, -0.19749296f, -0.17353708f,
    0.041872725f, -0.58348536f, 0.5060285f, -0.41751876f, -0.54219484f, -0.5173138f,
    0.09525162f, 0.44746768f, -0.35703194f, -0.906112f, 0.63749444f, -0.6390502f, 0.7168982f,
    -0.032577526f, -0.41900992f, -0.38402396f, 0.2771197f, 0.5336231f, -0.11890214f,
    0.56816065f, 1.2521869f, -0.12498501f, -0.689668f, -0.6326402f, -0.8342012f, -0.38379928f,
    -0.43426755f, -0.795062f, 0.31811056f, -1.5668035f, -0.7924794f, 1.209151f, 0.62268144f,
    0.31367502f, 0.27435544f, 1.0625623f, 0.32137778f, 0.04654625f, -0.7380961f, -0.04420009f,
    -0.4403304f, -0.42370516f, -0.42854336f, -0.02678812f, -0.19782649f, 0.52266634f,
    -0.7957089f, -0.10168212f, 1.1156985f, 0.023338402f, 0.71916914f, 0.6821181f, 0.7899887f,
    0.4428715f, -0.82826763f, -0.16043262f, -0.22820134f, -0.9293132f, -0.27832898f,
    -0.7500479f, -0.9993309f, 0.12653776f, -0.026154764f, -0.41268894f, -0.57035184f,
    -0.32476407f, -0.23645422f, -0.24486616f, -0.03162465f, -0.2613244f, 0.23218319f,
    0.31372255f, 0.21472181f, -0.3978621f, -0.36990368f, 0.26091847f, -0.118225664f,
    -0.025891025f, -1.4951972f, -1.6200624f, 0.20228891f, 0.19773519f, 0.8360591f, 0.43269786f,
    0.13304327f, 0.009817474f, -0.85604423f, 0.52990556f, -0.36215162f, 0.30149066f,
    0.12002499f, 0.16325821f, 0.53560513f, -0.29391965f, -0.23234111f, -0.5135169f,
    -0.22629121f, 0.9995644f, -0.2179912f, 0.7113698f, 0.49560687f, 0.43756908f, 0.48180908f,
    -0.6085659f, 0.22406861f, 0.9530473f, -0.41747755f, -0.02826425f, -0.41349548f, 0.1902069f,
    -0.6471181f, 0.96580786f, -0.22610088f, -0.92559695f, 1.0744746f, 0.5823137f, 0.3111069f,
    0.31955254f, -0.21467881f, -0.13397735f, 0.43441153f, 0.55057496f, 0.55956745f, 0.12753059f,
    -0.27983287f, -0.1152524f, 0.6657598f, 0.86395085f, -0.20478743f, -0.2863824f, 0.7485298f,
    0.4341894f, 0.41835493f, -0.7874002f, -0.22425446f, -0.3089973f, 0.1247428f, -1.0109652f,
    0.7630517f, 0.18007907f, 0.26090223f, -0.7104842f, -0.015852222f, 0.8007902f, -0.94181734f,
    0.18346083f, 0.41928294f, -0.41516826f, 0.48884472f, -0.19804142f, 0.7378599f, 0.31650707f,
    0.13461953f, 1.2053496f, 0.49913788f, 0.7851814f, -0.7137118f, -0.38796425f, 0.5019414f,
    0.54336715f, -0.033444017f, 0.46783593f, -0.63501227f,
};

/* dense1.bias [5] */
static const float net_l12_bias[5] = {
    0.12830113f, -0.68837035f, 0.20434232f, -0.29170313f, -0.38459852f,
};

/* dense2.weight [3][5] */
static const float net_l15_weight[15] = {
    0.06755884f, 2.180952f, -1.2141141f, -0.72210073f, 1.281197f, -0.50828f, 2.1231172f,
    0.26703563f, 0.1087583f, 0.42826095f, 2.0894156f, 0.7864338f, 0.62005454f, 0.30222932f,
    -1.8749026f,
};

/* dense2.bias [3] */
static const float net_l15_bias[3] = {
    -0.5311632f, 0.8900065f, 0.493127f,
};

/* Pixels from 0 to 255, [channel][row][column], to what the network gets. */
static inline void net_normalize(const unsigned char *pixels, float *input)
{
    int c, i;
    for (c = 0; c < net_CHANNELS; ++c)
        for (i = c * net_HEIGHT * net_WIDTH; i < (c + 1) * net_HEIGHT * net_WIDTH; ++i)
            input[i] = ((float)pixels[i] - net_offset[c]) / net_divisor[c];
}

static inline void net_add(const float *x, const float *other, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] + other[i];
}

/* The mean of each window. */
static inline void net_avgpool(const float *x, const net_shape *in, float *y, const net_shape *out,
    int size_h, int size_w, int stride_h, int stride_w)
{
    int c, i, j, u, v;
    for (c = 0; c < out->c; ++c) {
        for (i = 0; i < out->h; ++i) {
            for (j = 0; j < out->w; ++j) {
                const float *window = x + (c * in->h + i * stride_h) * in->w + j * stride_w;
                float sum = 0.0f;
                for (u = 0; u < size_h; ++u)
                    for (v = 0; v < size_w; ++v)
                        sum += window[u * in->w + v];
                *y++ = sum / (float)(size_h * size_w);
            }
        }
    }
}

/* y = weight[c] * (x - mean[c]) / sqrt(variance[c] + epsilon) + bias[c] */
static inline void net_batchnorm(const float *x, const net_shape *in, float *y, const float *weight,
    const float *bias, const float *mean, const float *variance, float epsilon)
{
    const int area = in->h * in->w;
    int c, i;
    for (c = 0; c < in->c; ++c) {
        const float scale = weight[c] / sqrtf(variance[c] + epsilon);
        for (i = c * area; i < (c + 1) * area; ++i)
            y[i] = scale * (x[i] - mean[c]) + bias[c];
    }
}

/* y[o][i][j] = bias[o] + the sum of weight[o][c][u][v] * x[c][i * stride + u * dilation - padding][...] */
static inline void net_conv(const float *x, const net_shape *in, float *y, const net_shape *out,
    const float *weight, const float *bias, int kernel_h, int kernel_w, int stride_h, int stride_w,
    int padding_h, int padding_w, int dilation_h, int dilation_w, int groups)
{
    const int group_in = in->c / groups, group_out = out->c / groups;
    int o, i, j, c, u, v;
    for (o = 0; o < out->c; ++o) {
        const float *map = x + o / group_out * group_in * in->h * in->w;
        const float *filter = weight + o * group_in * kernel_h * kernel_w;
        for (i = 0; i < out->h; ++i) {
            for (j = 0; j < out->w; ++j) {
                float sum = bias ? bias[o] : 0.0f;
                for (c = 0; c < group_in; ++c) {
                    for (u = 0; u < kernel_h; ++u) {
                        const int row = i * stride_h + u * dilation_h - padding_h;
                        if (row < 0 || row >= in->h)
                            continue;
                        for (v = 0; v < kernel_w; ++v) {
                            const int column = j * stride_w + v * dilation_w - padding_w;
                            if (column >= 0 && column < in->w)
                                sum += filter[(c * kernel_h + u) * kernel_w + v]
                                    * map[(c * in->h + row) * in->w + column];
                        }
                    }
                }
                *y++ = sum;
            }
        }
    }
}

/* y[o] = bias[o] + the sum of weight[o][i] * x[i] */
static inline void net_dense(const float *x, int inputs, float *y, int units, const float *weight,
    const float *bias)
{
    int o, i;
    for (o = 0; o < units; ++o) {
        float sum = bias ? bias[o] : 0.0f;
        for (i = 0; i < inputs; ++i)
            sum += weight[o * inputs + i] * x[i];
        y[o] = sum;
    }
}

/* The mean of each map. */
static inline void net_global_avgpool(const float *x, const net_shape *in, float *y)
{
    const int area = in->h * in->w;
    int c, i;
    for (c = 0; c < in->c; ++c) {
        float sum = 0.0f;
        for (i = 0; i < area; ++i)
            sum += x[c * area + i];
        y[c] = sum / (float)area;
    }
}

static inline void net_keep(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i];
}

static inline void net_leaky_relu(const float *x, float *y, int count, float slope)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] < 0.0f ? slope * x[i] : x[i];
}

/* The largest value of each window. */
static inline void net_maxpool(const float *x, const net_shape *in, float *y, const net_shape *out,
    int size_h, int size_w, int stride_h, int stride_w)
{
    int c, i, j, u, v;
    for (c = 0; c < out->c; ++c) {
        for (i = 0; i < out->h; ++i) {
            for (j = 0; j < out->w; ++j) {
                const float *window = x + (c * in->h + i * stride_h) * in->w + j * stride_w;
                float largest = window[0];
                for (u = 0; u < size_h; ++u)
                    for (v = 0; v < size_w; ++v)
                        if (window[u * in->w + v] > largest)
                            largest = window[u * in->w + v];
                *y++ = largest;
            }
        }
    }
}

static inline void net_relu(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] < 0.0f ? 0.0f : x[i];
}

static inline void net_sigmoid(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = 1.0f / (1.0f + expf(-x[i]));
}

static inline void net_softmax(const float *x, float *y, int count)
{
    float largest = x[0], sum = 0.0f;
    int i;
    for (i = 1; i < count; ++i)
        if (x[i] > largest)
            largest = x[i];
    for (i = 0; i < count; ++i)
        sum += y[i] = expf(x[i] - largest);
    for (i = 0; i < count; ++i)
        y[i] /= sum;
}

static inline void net_tanh(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = tanhf(x[i]);
}

static inline void net_predict(const float *input, float *probabilities)
{
    static float a[288];
    static float b[288];
    static float kept2[288];
    /* conv1 */
    net_conv(input, &net_shapes[0], a, &net_shapes[1],
        net_l0_weight, net_l0_bias, 3, 3, 1, 1, 1, 1, 1, 1, 1);
    /* bn1 */
    net_batchnorm(a, &net_shapes[1], a, net_l1_weight, net_l1_bias,
        net_l1_running_mean, net_l1_running_var, 1e-05f);
    /* relu1 */
    net_relu(a, a, 288);
    net_keep(a, kept2, 288);
    /* conv2 */
    net_conv(a, &net_shapes[3], b, &net_shapes[4],
        net_l3_weight, 0, 3, 1, 1, 1, 1, 0, 1, 1, 2);
    /* relu2 */
    net_leaky_relu(b, b, 288, 0.1f);
    /* add1 */
    net_add(b, kept2, b, 288);
    /* pool1 */
    net_maxpool(b, &net_shapes[6], a, &net_shapes[7], 2, 2, 1, 1);
    /* conv3 */
    net_conv(a, &net_shapes[7], b, &net_shapes[8],
        net_l7_weight, net_l7_bias, 2, 2, 1, 2, 0, 0, 2, 2, 1);
    /* tanh1 */
    net_tanh(b, b, 108);
    /* pool2 */
    net_avgpool(b, &net_shapes[9], a, &net_shapes[10], 2, 1, 2, 1);
    /* dropout1 */
    /* flatten1 */
    /* dense1 */
    net_dense(a, 54, b, 5, net_l12_weight, net_l12_bias);
    /* sigmoid1 */
    net_sigmoid(b, b, 5);
    /* pool3 */
    net_global_avgpool(b, &net_shapes[14], a);
    /* dense2 */
    net_dense(a, 5, b, 3, net_l15_weight, net_l15_bias);
    net_softmax(b, probabilities, 3);
}

/* One image, and the answer when the model was exported. */
static const float net_golden_input[72] = {
    0.47058824f, 0.36601308f, 0.22222222f, -0.13071896f, 0.104575165f, 0.0f, -0.06535948f,
    -0.3398693f, 0.7058824f, 0.6928105f, 0.026143791f, -0.11764706f, -0.48366013f, -0.3267974f,
    0.09150327f, -0.11764706f, 1.1764706f, 0.8104575f, 0.2875817f, -0.47058824f, -0.14379086f,
    -0.24836601f, 0.0f, 0.49673203f, 1.2418301f, 0.79738563f, 0.24836601f, -0.36601308f,
    -0.39215687f, -0.16993465f, 0.6143791f, 0.6405229f, 1.3202615f, 0.95424837f, 0.43137255f,
    -0.3137255f, -0.41830066f, -0.13071896f, 0.5751634f, 0.41830066f, 1.254902f, 0.9281046f,
    0.47058824f, 0.11764706f, 0.0f, -0.052287582f, 0.14379086f, 0.22222222f, 0.75816995f,
    0.79738563f, 0.73202616f, 0.5882353f, 0.24836601f, 0.19607843f, 0.24836601f, 0.24836601f,
    0.6928105f, 0.5882353f, 0.95424837f, 0.99346405f, 0.6143791f, 0.47058824f, 0.23529412f,
    0.20915033f, 0.8235294f, 0.40522876f, 1.0457517f, 1.0718955f, 1.0457517f, 0.8366013f,
    0.3398693f, -0.039215688f,
};
static const float net_golden_probabilities[3] = {
    0.030985726f, 0.7043982f, 0.26461607f,
};

/* The largest difference between what net_predict() makes of the golden image here and what it was
   when the model was exported. Much above 1e-5, something is wrong. */
static inline float net_selftest(void)
{
    static float probabilities[net_CLASSES];
    float largest = 0.0f;
    int i;
    net_predict(net_golden_input, probabilities);
    for (i = 0; i < net_CLASSES; ++i) {
        const float difference = fabsf(probabilities[i] - net_golden_probabilities[i]);
        if (!(difference <= largest))
            largest = difference;
    }
    return largest;
}

#endif
